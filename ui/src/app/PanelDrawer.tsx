import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { t } from '~/lib/i18n';

/** The customer beside a case where there is no room for a third column. */
export default function PanelDrawer(props: { opened: boolean; onClose: () => void; children: ReactNode }) {
  return (
    <Drawer
      opened={props.opened}
      onClose={props.onClose}
      position="right"
      size={380}
      title={t('ticket.customer_panel')}
    >
      {props.children}
    </Drawer>
  );
}

import { Button, Modal } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '~/api/problem';
import { arrangeViews, type PlacedView } from '~/api/views';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import classes from './ListTools.module.css';
import { Reorder } from './Reorder';

interface OrderDialogProps {
  views: readonly PlacedView[];
  nameOf: (view: PlacedView) => string;
  onClose: () => void;
}

/** One's own order of the views, and which stand in the menu. */
export default function OrderDialog({ views, nameOf, onClose }: OrderDialogProps) {
  const client = useQueryClient();
  const [order, setOrder] = useState<readonly PlacedView[]>(views);
  const save = () => {
    onClose();
    arrangeViews(
      client,
      order.map(({ id, is_pinned }) => ({ id, is_pinned })),
    ).catch((error: unknown) =>
      showToast(t('list.view_failed'), { tone: 'danger', detail: asProblem(error).message }),
    );
  };
  return (
    <Modal opened onClose={onClose} title={t('list.order')}>
      <div className={classes.form}>
        <Reorder
          items={order}
          keyOf={(view) => String(view.id)}
          nameOf={nameOf}
          label={t('list.order')}
          onChange={setOrder}
          extra={(view) => (
            <label className={classes.choice} title={t('list.pin')}>
              <input
                type="checkbox"
                checked={view.is_pinned}
                aria-label={t('list.pin_named', { name: nameOf(view) })}
                onChange={() =>
                  setOrder((now) =>
                    now.map((one) => (one.id === view.id ? { ...one, is_pinned: !one.is_pinned } : one)),
                  )
                }
              />
            </label>
          )}
        />
        <p className={classes.hint}>{t('list.pin_hint')}</p>
        <div className={classes.foot}>
          <Button variant="default" onClick={onClose}>
            {t('action.cancel')}
          </Button>
          <Button onClick={save}>{t('list.save')}</Button>
        </div>
      </div>
    </Modal>
  );
}

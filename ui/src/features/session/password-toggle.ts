import { useState } from 'react';
import { t } from '~/lib/i18n';

/** The eye of a password field, reachable by keyboard and named after what it will do. */
export function usePasswordToggle() {
  const [visible, setVisible] = useState(false);
  return {
    visible,
    onVisibilityChange: setVisible,
    visibilityToggleButtonProps: {
      'aria-label': visible ? t('session.hide_password') : t('session.show_password'),
      'aria-hidden': undefined,
      tabIndex: 0,
    },
  };
}

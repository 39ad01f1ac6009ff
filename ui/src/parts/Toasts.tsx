import { useEffect, useState } from 'react';
import { t } from '~/lib/i18n';
import { closeToast, type Toast, useToasts } from '~/lib/toasts';
import { Icon } from './Icon';
import classes from './Toasts.module.css';

function ToastView({ toast }: { toast: Toast }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return undefined;
    const timer = setTimeout(() => closeToast(toast.id), toast.lifeMs);
    return () => clearTimeout(timer);
  }, [held, toast.id, toast.lifeMs]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: pointing at a toast only keeps it from going away
    <div
      className={classes.toast}
      data-tone={toast.tone}
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      {toast.tone === 'danger' ? <Icon name="alert" /> : null}
      {toast.tone === 'ok' ? <Icon name="check" /> : null}
      <div className={classes.text}>
        {toast.text}
        {toast.detail ? <div className={classes.detail}>{toast.detail}</div> : null}
      </div>
      {toast.action ? (
        <button
          type="button"
          className={classes.button}
          data-action
          onClick={() => {
            closeToast(toast.id);
            toast.action?.run();
          }}
        >
          {toast.action.label}
        </button>
      ) : null}
      <button
        type="button"
        className={classes.button}
        aria-label={t('action.close')}
        onClick={() => closeToast(toast.id)}
      >
        <Icon name="close" size={16} />
      </button>
    </div>
  );
}

/** Announced politely; eight seconds, longer while somebody points at it or has the focus in it. */
export function Toasts() {
  const toasts = useToasts();
  return (
    <section className={classes.stack} aria-label={t('toast.region')}>
      <div role="status" aria-live="polite" style={{ display: 'grid', gap: 8 }}>
        {toasts.map((toast) => (
          <ToastView key={toast.id} toast={toast} />
        ))}
      </div>
    </section>
  );
}

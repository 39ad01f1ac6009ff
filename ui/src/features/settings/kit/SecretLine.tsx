import { Button } from '@mantine/core';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import classes from './Kit.module.css';

/** Words to be copied, shown this once. */
export function SecretLine({ label, value }: { label: string; value: string }) {
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(value);
      showToast(t('set.did_copy'), { tone: 'ok', lifeMs: 3000 });
    } catch {
      showToast(t('set.not_copied'), { tone: 'danger' });
    }
  };
  return (
    <div className={classes.secret}>
      <code>{value}</code>
      <Button
        variant="default"
        size="xs"
        leftSection={<Icon name="copy" size={14} />}
        aria-label={t('set.copy_named', { name: label })}
        onClick={() => void copy()}
      >
        {t('set.copy')}
      </Button>
    </div>
  );
}

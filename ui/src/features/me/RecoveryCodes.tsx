import { Button } from '@mantine/core';
import { useState } from 'react';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import classes from './Me.module.css';

/** Shown this once: each opens the door one time when the phone is gone. */
export function RecoveryCodes({ codes, onDone }: { codes: readonly string[]; onDone: () => void }) {
  const [kept, setKept] = useState(false);
  const text = codes.join('\n');
  const copy = () =>
    navigator.clipboard.writeText(text).then(
      () => showToast(t('me.codes_copied'), { tone: 'ok', lifeMs: 4000 }),
      () => showToast(t('me.codes_not_copied'), { tone: 'danger' }),
    );
  const download = () => {
    const address = URL.createObjectURL(new Blob([`${text}\n`], { type: 'text/plain' }));
    const link = document.createElement('a');
    link.href = address;
    link.download = 'lazo-codigos.txt';
    link.click();
    URL.revokeObjectURL(address);
  };
  return (
    <div className={classes.fields}>
      <p role="status">{t('me.codes_why')}</p>
      <ol className={classes.codes} aria-label={t('me.codes')}>
        {codes.map((code) => (
          <li key={code}>
            <code>{code}</code>
          </li>
        ))}
      </ol>
      <div className={classes.actions}>
        <Button variant="default" leftSection={<Icon name="copy" size={16} />} onClick={() => void copy()}>
          {t('me.codes_copy')}
        </Button>
        <Button variant="default" leftSection={<Icon name="file" size={16} />} onClick={download}>
          {t('me.codes_download')}
        </Button>
      </div>
      <label className={classes.check}>
        <input type="checkbox" checked={kept} onChange={(event) => setKept(event.currentTarget.checked)} />
        {t('me.codes_kept')}
      </label>
      <div className={classes.actions}>
        <Button disabled={!kept} onClick={onDone}>
          {t('me.done')}
        </Button>
      </div>
    </div>
  );
}

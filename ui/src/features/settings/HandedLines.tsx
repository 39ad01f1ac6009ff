import { Button } from '@mantine/core';
import { useId } from 'react';
import { type TextKey, t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { Icon } from '~/parts/Icon';
import { shellWord } from './channel-form';
import classes from './Settings.module.css';

/** What to put into the mail server so that it hands its mail over: a line each for the usual ones. */
export function HandedLines({ address }: { address: string }) {
  const known = address === '' ? 'soporte@example.com' : address;
  const command = `/usr/bin/lazo mail deliver --channel ${shellWord(known)}`;
  const local = known.slice(0, known.lastIndexOf('@'));
  const lines = [
    { id: 'lmtp', text: `${known} lmtp:inet:127.0.0.1:2424` },
    { id: 'postfix', text: `${shellWord(local)}: "|${command}"` },
    {
      id: 'exim',
      text: `lazo_pipe:\n  driver = pipe\n  command = ${command}\n  user = lazo\n  temp_errors = 75\n  return_output`,
    },
    { id: 'command', text: `${command} < mensaje.eml` },
  ];
  return (
    <div className={classes.wide}>
      <p className={classes.hint}>{t('settings.handed_lead')}</p>
      {lines.map((line) => (
        <Line key={line.id} title={t(`settings.handed_${line.id}` as TextKey)} text={line.text} />
      ))}
    </div>
  );
}

function Line({ title, text }: { title: string; text: string }) {
  const id = useId();
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(text);
      showToast(t('settings.did_copy'), { tone: 'ok', lifeMs: 3000 });
    } catch {
      showToast(t('settings.not_copied'), { tone: 'danger' });
    }
  };
  return (
    <div className={classes.line}>
      <div className={classes.lineHead}>
        <span id={id}>{title}</span>
        <Button
          variant="subtle"
          size="xs"
          leftSection={<Icon name="copy" size={14} />}
          aria-label={t('settings.copy_named', { name: title })}
          onClick={() => void copy()}
        >
          {t('settings.copy')}
        </Button>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.code} tabIndex={0} aria-labelledby={id}>
        <pre>{text}</pre>
      </section>
    </div>
  );
}

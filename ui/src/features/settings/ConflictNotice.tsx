import { Button } from '@mantine/core';
import type { Channel } from '~/api/records';
import { t } from '~/lib/i18n';
import { type ChannelForm, differences, fieldName, toForm } from './channel-form';
import classes from './Settings.module.css';

const MOST_CHARS = 80;

/** Choices and flags have words of their own; what was typed is shown as it is. */
function wordsOf(form: ChannelForm, field: keyof ChannelForm): string {
  const value = form[field];
  if (typeof value === 'boolean') return value ? t('settings.yes') : t('settings.no');
  if (value === '') return t('settings.nothing');
  return value.length > MOST_CHARS ? `${value.slice(0, MOST_CHARS)}…` : value;
}

interface ConflictProps {
  before: ChannelForm;
  theirs: Channel;
  onTheirs: () => void;
  onMine: () => void;
}

/** Somebody else saved first: what they changed, and whose words shall hold. */
export function ConflictNotice({ before, theirs, onTheirs, onMine }: ConflictProps) {
  const form = toForm(theirs);
  return (
    <div className={classes.conflict} role="alert">
      <strong>{t('settings.conflict')}</strong>
      <ul>
        {differences(before, form).map((field) => (
          <li key={field} className={classes.breaks}>
            {t('settings.conflict_field', { field: fieldName(field), value: wordsOf(form, field) })}
          </li>
        ))}
      </ul>
      <p className={classes.dialogActions}>
        <Button variant="default" size="xs" onClick={onTheirs}>
          {t('settings.take_theirs')}
        </Button>
        <Button size="xs" onClick={onMine}>
          {t('settings.keep_mine')}
        </Button>
      </p>
    </div>
  );
}

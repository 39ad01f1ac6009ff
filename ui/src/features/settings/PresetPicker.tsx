import { NativeSelect } from '@mantine/core';
import { type ChannelPreset, useChannelPresets } from '~/api/channels';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { type ChannelForm, presetOf } from './channel-form';
import { fieldId, Group } from './fields';
import classes from './Settings.module.css';

/** Who runs the mailbox: the rest of the form is filled from it. */
export function PresetPicker({
  form,
  onPick,
}: {
  form: ChannelForm;
  onPick: (preset: ChannelPreset | null) => void;
}) {
  const presets = useChannelPresets().data ?? [];
  const chosen = presets.find((one) => one.name === form.preset);
  const guess = form.preset === '' && form.imap_host === '' ? presetOf(form.address, presets) : undefined;
  return (
    <Group title={t('settings.group_preset')} lead={t('settings.preset_lead')}>
      <NativeSelect
        id={fieldId('preset')}
        label={t('settings.field_preset')}
        value={chosen?.name ?? ''}
        data={[
          { value: '', label: t('settings.preset_own') },
          ...presets.map((one) => ({ value: one.name, label: one.title })),
        ]}
        onChange={(event) => {
          const name = event.currentTarget.value;
          onPick(presets.find((one) => one.name === name) ?? null);
        }}
      />
      {guess ? (
        <button type="button" className={classes.suggest} onClick={() => onPick(guess)}>
          <Icon name="bolt" size={15} />
          {t('settings.preset_guess', { name: guess.title })}
        </button>
      ) : null}
      {chosen?.hint ? <p className={classes.info}>{chosen.hint}</p> : null}
    </Group>
  );
}

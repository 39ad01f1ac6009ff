import { InputWrapper } from '@mantine/core';
import { t } from '~/lib/i18n';
import { Markdown } from '~/parts/Markdown';
import { type FieldsProps, fieldId } from './fields';
import classes from './Settings.module.css';

/** Markdown on one side, what it becomes on the other. */
export function SignatureField({ form, set, faultOf }: FieldsProps) {
  const id = fieldId('signature');
  const fault = faultOf('signature');
  return (
    <div className={classes.signature}>
      <InputWrapper id={id} label={t('settings.signature_text')} error={fault}>
        <textarea
          id={id}
          className={classes.area}
          rows={5}
          maxLength={10_000}
          aria-invalid={fault ? true : undefined}
          value={form.signature}
          onChange={(event) => set({ signature: event.currentTarget.value })}
        />
      </InputWrapper>
      <section className={classes.preview} aria-label={t('settings.preview')}>
        <span className={classes.previewTitle}>{t('settings.preview')}</span>
        {form.signature.trim() === '' ? (
          <p className={classes.faint}>{t('settings.preview_none')}</p>
        ) : (
          <Markdown source={form.signature} />
        )}
      </section>
    </div>
  );
}

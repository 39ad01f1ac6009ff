import { NativeSelect, Textarea } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { asProblem } from '~/api/problem';
import { type FieldRecord, keepRecord } from '~/api/settings';
import { changeType, previewType } from '~/api/settings-more';
import { t } from '~/lib/i18n';
import { showToast } from '~/lib/toasts';
import { useDebounced } from '~/lib/use-debounced';
import { Confirm } from '../kit/Confirm';
import { orNull } from '../kit/forms';
import kit from '../kit/Kit.module.css';
import classes from '../Settings.module.css';

const WORDS = ['text', 'choice', 'choices'] as const;
type Word = (typeof WORDS)[number];

/** Another type for a field of words: what it would mean is counted first, and nothing that is stored is lost. */
export function TypeChange({ field, onClose }: { field: FieldRecord; onClose: () => void }) {
  const client = useQueryClient();
  const others = WORDS.filter((one) => one !== field.type);
  const [type, setType] = useState<Word>(others[0] ?? 'text');
  const [typed, setTyped] = useState<string | null>(null);
  const choices = useDebounced(typed === null ? null : orNull(typed), 300);
  const preview = useQuery({
    queryKey: ['settings', 'type_preview', field.id, field.version, type, choices],
    queryFn: () => previewType(field.id, type, choices),
    placeholderData: (before) => before,
    retry: false,
  });
  const shown = typed ?? preview.data?.choices ?? field.choices ?? '';
  const found = preview.data;
  const stands = found !== undefined && found.misfits === 0 && found.several === 0 && !preview.isError;
  return (
    <Confirm
      title={t('set.change_type')}
      action={t('set.change_type')}
      disabled={!stands || preview.isFetching}
      onClose={onClose}
      run={async () => {
        const saved = await changeType(field.id, field.version, type, type === 'text' ? null : orNull(shown));
        keepRecord(client, 'fields', saved);
        showToast(t('set.did_save'), { tone: 'ok' });
      }}
    >
      <NativeSelect
        label={t('set.field_type')}
        value={type}
        onChange={(event) => setType(event.currentTarget.value as Word)}
        data={others.map((one) => ({ value: one, label: t(`set.type_${one}`) }))}
      />
      {type === 'text' ? null : (
        <Textarea
          className={kit.area}
          label={t('set.field_choices')}
          description={t('set.choices_hint')}
          rows={6}
          value={shown}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      <p role="status" className={stands ? classes.hint : classes.fault}>
        {preview.isError
          ? asProblem(preview.error).message
          : found === undefined
            ? t('state.loading')
            : found.misfits > 0
              ? t('set.type_misfits', { count: found.misfits })
              : found.several > 0
                ? t('set.type_several', { count: found.several })
                : t('set.type_fits', { count: found.records })}
      </p>
    </Confirm>
  );
}

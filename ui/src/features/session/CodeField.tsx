import { TextInput } from '@mantine/core';
import type { Problem } from '~/api/problem';
import { t } from '~/lib/i18n';

const codeFault = (problem: Problem): string | null =>
  problem.faults.find((fault) => fault.pointer === '/code')?.code ?? null;

/** Whether a refusal is about the code of the second factor, which is asked for once the password was right. */
export const asksForCode = (problem: Problem): boolean => codeFault(problem) !== null;

/** What to say of it; null for another refusal, and where the code is only asked for. */
export function codeWords(problem: Problem): string | null {
  const fault = codeFault(problem);
  if (fault === 'locked') return t('session.code_locked');
  return fault === null || fault === 'required' ? null : t('session.code_wrong');
}

/** Six digits of the app, or a recovery code. */
export function CodeField({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  return (
    <TextInput
      label={t('session.code')}
      description={t('session.code_hint')}
      name="code"
      autoComplete="one-time-code"
      autoCapitalize="none"
      spellCheck={false}
      required
      withAsterisk={false}
      autoFocus
      maxLength={40}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

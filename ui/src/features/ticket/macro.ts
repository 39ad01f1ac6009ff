import type { Macro, MacroAction } from '~/api/records';
import { t, textOr } from '~/lib/i18n';
import { priorityName, statusName, typeName } from '~/parts/marks';

const isText = (value: unknown): value is string => typeof value === 'string';

function actionWords(action: MacroAction): string {
  if (isText(action.reply)) return t('macro.writes');
  if (isText(action.note)) return t('macro.note');
  if (isText(action.add_tag)) return t('macro.add_tag', { value: action.add_tag });
  const field = String(action.field ?? '');
  const value = Array.isArray(action.value) ? action.value.join(', ') : String(action.value ?? '—');
  if (field === 'status') return t('macro.status', { value: statusName(value) });
  if (field === 'priority') return t('macro.priority', { value: priorityName(value) });
  if (field === 'agent_id' && value === 'me') return t('macro.agent_me');
  const shown = field === 'type' ? typeName(value) : value;
  return t('macro.sets', { field: textOr(`field.${field}`, field), value: shown });
}

/** Everything a macro does, in words: the preview before it is used. */
export const macroWords = (macro: Macro): string => macro.actions.map(actionWords).join(' · ');

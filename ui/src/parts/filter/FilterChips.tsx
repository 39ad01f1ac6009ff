import type { Filter } from '~/api/records';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './Filter.module.css';
import { useFilterFields, useNames } from './use-fields';
import { chipParts, filterWords } from './words';

interface FilterChipsProps {
  entity: string;
  filter: Filter;
  onOpen: () => void;
  onChange: (filter: Filter | null) => void;
}

/** The filter in words, a chip for each thing it asks; each can be taken away. */
export default function FilterChips({ entity, filter, onOpen, onChange }: FilterChipsProps) {
  const fields = useFilterFields(entity);
  const names = useNames();
  if (fields.isPending) return null;
  const parts = chipParts(filter);
  return (
    <ul className={classes.chips} aria-label={t('filter.active')}>
      {parts.map((part, index) => {
        const words = filterWords(part, fields.all, names);
        return (
          <li key={JSON.stringify(part)} className={classes.chip}>
            <button type="button" className={classes.chipWords} title={words} onClick={onOpen}>
              {words}
            </button>
            <button
              type="button"
              className={classes.chipRemove}
              aria-label={t('filter.remove', { words })}
              onClick={() => {
                const rest = parts.filter((_, other) => other !== index);
                onChange(rest.length > 0 ? { all: rest } : null);
              }}
            >
              <Icon name="close" size={14} />
            </button>
          </li>
        );
      })}
    </ul>
  );
}

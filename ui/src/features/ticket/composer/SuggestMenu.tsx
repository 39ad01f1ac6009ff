import { useEffect } from 'react';
import { t } from '~/lib/i18n';
import classes from './composer.module.css';

export interface Suggestion {
  key: string;
  label: string;
  hint: string;
  run: () => void;
}

interface SuggestMenuProps {
  id: string;
  label: string;
  items: readonly Suggestion[];
  at: number;
  empty: string;
  onPoint: (at: number) => void;
  /** What stands below: how to make more of them. */
  foot?: { label: string; run: () => void };
}

/** What can be put in where "/" or "@" was typed; the field keeps the focus and moves the mark. */
export function SuggestMenu({ id, label, items, at, empty, onPoint, foot }: SuggestMenuProps) {
  useEffect(() => {
    document.getElementById(`${id}-${at}`)?.scrollIntoView({ block: 'nearest' });
  }, [id, at]);
  return (
    <div className={classes.suggest}>
      <div id={id} role="listbox" aria-label={label} className={classes.options}>
        {items.map((item, index) => (
          <div
            key={item.key}
            id={`${id}-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === at}
            className={classes.option}
            onMouseDown={(event) => {
              event.preventDefault();
              item.run();
            }}
            onMouseMove={() => onPoint(index)}
          >
            <span className={classes.optionName}>{item.label}</span>
            <span className={classes.optionHint}>{item.hint}</span>
          </div>
        ))}
      </div>
      {items.length === 0 ? <p className={classes.none}>{empty}</p> : null}
      <div className={classes.foot}>
        <span>{t('composer.list_keys')}</span>
        {foot ? (
          <button
            type="button"
            className={classes.linkButton}
            onMouseDown={(event) => event.preventDefault()}
            onClick={foot.run}
          >
            {foot.label}
          </button>
        ) : null}
      </div>
    </div>
  );
}

import { Combobox, useCombobox } from '@mantine/core';
import { type ReactElement, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { t } from '~/lib/i18n';
import { matchScore } from '~/lib/text';
import { Icon } from './Icon';
import classes from './Picker.module.css';

export interface PickOption {
  value: string;
  label: string;
  hint?: string;
  count?: string;
  mark?: ReactNode;
}

interface PickerProps {
  /** The button that opens the list; it is given the ARIA wiring. */
  target: (toggle: () => void, opened: boolean) => ReactElement;
  label: string;
  options: readonly PickOption[];
  selected: readonly string[];
  onPick: (value: string) => void;
  opened: boolean;
  onOpenedChange: (opened: boolean) => void;
  /** Several may be chosen: the list stays open. */
  multiple?: boolean;
  /** Offers what was typed as a new choice. */
  onCreate?: (text: string) => void;
  /** Told what is typed, for options that are asked from the server. */
  onSearch?: (text: string) => void;
  width?: number;
  emptyText?: string;
  position?: 'bottom-start' | 'bottom-end' | 'top-start' | 'top-end';
}

const CREATE = '\u0000create';

/** The field takes the focus as soon as it exists, so that no typed letter is lost. */
const focusNow = (field: HTMLInputElement | null): void => field?.focus({ preventScroll: true });

/** A list to choose from by typing a few letters: the same for status, assignee, tags, macros and views. */
export function Picker(props: PickerProps) {
  const { target, label, options, selected, onPick, opened, onOpenedChange, multiple, onCreate } = props;
  const [query, setQuery] = useState('');
  const listId = useId();
  const combobox = useCombobox({ opened, onOpenedChange });
  const wasOpen = useRef(false);
  useEffect(() => {
    if (wasOpen.current && !opened) {
      setQuery('');
      combobox.targetRef.current?.focus({ preventScroll: true });
    }
    wasOpen.current = opened;
  }, [opened, combobox.targetRef]);
  const shown = options
    .map((option) => ({ option, score: matchScore(query, option.label) }))
    .filter((one) => one.score !== null)
    .sort((a, b) => (query ? (a.score ?? 0) - (b.score ?? 0) : 0))
    .map((one) => one.option);
  const typed = query.trim();
  const canCreate = onCreate && typed !== '' && !options.some((option) => option.label === typed);

  // biome-ignore lint/correctness/useExhaustiveDependencies: the first row is marked whenever what is shown changes
  useEffect(() => {
    if (opened) combobox.selectFirstOption();
  }, [opened, query]);

  return (
    <Combobox
      store={combobox}
      width={props.width ?? 240}
      position={props.position ?? 'bottom-start'}
      withinPortal
      keepMounted={false}
      onOptionSubmit={(value) => {
        if (value === CREATE) onCreate?.(typed);
        else onPick(value);
        setQuery('');
        if (!multiple) combobox.closeDropdown();
      }}
    >
      <Combobox.Target targetType="button" withAriaAttributes={false}>
        {target(() => combobox.toggleDropdown(), opened)}
      </Combobox.Target>
      <Combobox.Dropdown aria-label={label}>
        <Combobox.Search
          ref={focusNow}
          role="combobox"
          aria-controls={listId}
          aria-expanded={opened}
          aria-label={label}
          placeholder={label}
          value={query}
          onChange={(event) => {
            setQuery(event.currentTarget.value);
            props.onSearch?.(event.currentTarget.value);
          }}
        />
        <Combobox.Options
          id={listId}
          aria-label={label}
          mah={320}
          style={{ overflowY: 'auto' }}
          hidden={shown.length === 0 && !canCreate}
        >
          {shown.map((option) => (
            <Combobox.Option key={option.value} value={option.value} active={selected.includes(option.value)}>
              <span className={classes.option}>
                {option.mark}
                <span className={classes.label}>
                  {option.label}
                  {option.hint ? <span className={classes.hint}>{option.hint}</span> : null}
                </span>
                {option.count ? <span className={classes.count}>{option.count}</span> : null}
                {selected.includes(option.value) ? <Icon name="check" size={16} /> : null}
              </span>
            </Combobox.Option>
          ))}
          {canCreate ? (
            <Combobox.Option value={CREATE}>
              <span className={classes.option}>
                <Icon name="plus" size={16} />
                {t('action.create_named', { name: typed })}
              </span>
            </Combobox.Option>
          ) : null}
        </Combobox.Options>
        {shown.length === 0 && !canCreate ? (
          <p className={classes.empty} role="status">
            {props.emptyText ?? t('state.nothing_found')}
          </p>
        ) : null}
      </Combobox.Dropdown>
    </Combobox>
  );
}

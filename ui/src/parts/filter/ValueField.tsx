import { Button } from '@mantine/core';
import { useState } from 'react';
import { useAgents, useTags, useTeams } from '~/api/people';
import type { Money } from '~/lib/format';
import { t, textOr } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Picker, type PickOption } from '~/parts/Picker';
import classes from './Filter.module.css';
import { type Condition, type FilterField, isList } from './model';
import { useCompanies, useCurrency } from './use-fields';
import { choiceLabel } from './words';

interface ValueProps {
  field: FilterField;
  condition: Condition;
  label: string;
  invalid: boolean;
  onValue: (value: unknown) => void;
}

/** What a condition compares with: each type of field in its own way. */
export function ValueField(props: ValueProps) {
  const { field, condition } = props;
  if (condition.op.startsWith('within_')) return <WindowField {...props} />;
  if (isList(condition.op) || field.type === 'choice') return <ListField {...props} />;
  switch (field.type) {
    case 'boolean':
      return <YesNoField {...props} />;
    case 'time':
    case 'day':
      return <DayField {...props} />;
    case 'money':
      return <MoneyField {...props} />;
    case 'integer':
    case 'number':
      return <NumberField {...props} />;
    default:
      return <TextField {...props} />;
  }
}

const UNITS = ['minutes', 'hours', 'days', 'weeks', 'months', 'years'] as const;

function WindowField({ condition, label, invalid, onValue }: ValueProps) {
  const value = (condition.value ?? {}) as { n?: number; unit?: string };
  const unit = value.unit ?? 'days';
  return (
    <span className={classes.pair}>
      <input
        className={classes.number}
        type="number"
        inputMode="numeric"
        min={1}
        max={10_000}
        aria-label={label}
        aria-invalid={invalid}
        value={value.n ?? ''}
        onChange={(event) => onValue({ n: Math.trunc(event.currentTarget.valueAsNumber) || undefined, unit })}
      />
      <select
        className={classes.select}
        aria-label={t('filter.unit_label')}
        value={unit}
        onChange={(event) => onValue({ ...value, unit: event.currentTarget.value })}
      >
        {UNITS.map((one) => (
          <option key={one} value={one}>
            {textOr(`filter.units.${one}`, one)}
          </option>
        ))}
      </select>
    </span>
  );
}

/** A day of the workspace: the server knows where its day begins. */
function DayField({ condition, label, invalid, onValue }: ValueProps) {
  const value = typeof condition.value === 'string' ? condition.value : '';
  return (
    <span className={classes.pair}>
      <input
        className={classes.input}
        type="date"
        aria-label={label}
        aria-invalid={invalid}
        value={value === 'today' ? '' : value.slice(0, 10)}
        onChange={(event) => onValue(event.currentTarget.value || null)}
      />
      <button
        type="button"
        className={classes.toggle}
        aria-pressed={value === 'today'}
        onClick={() => onValue(value === 'today' ? null : 'today')}
      >
        {t('filter.today')}
      </button>
    </span>
  );
}

function YesNoField({ condition, label, onValue }: ValueProps) {
  return (
    <select
      className={classes.select}
      aria-label={label}
      value={condition.value === false ? 'no' : 'yes'}
      onChange={(event) => onValue(event.currentTarget.value === 'yes')}
    >
      <option value="yes">{t('filter.yes')}</option>
      <option value="no">{t('filter.no')}</option>
    </select>
  );
}

function TextField({ condition, label, invalid, onValue }: ValueProps) {
  return (
    <input
      className={classes.input}
      type="text"
      maxLength={300}
      aria-label={label}
      aria-invalid={invalid}
      value={typeof condition.value === 'string' ? condition.value : ''}
      onChange={(event) => onValue(event.currentTarget.value)}
    />
  );
}

const numberOf = (text: string): number | null =>
  text.trim() === '' || Number.isNaN(Number(text)) ? null : Number(text);

function NumberField({ field, condition, label, invalid, onValue }: ValueProps) {
  return (
    <input
      className={classes.number}
      type="number"
      step={field.type === 'integer' ? 1 : 'any'}
      aria-label={label}
      aria-invalid={invalid}
      value={typeof condition.value === 'number' ? condition.value : ''}
      onChange={(event) => onValue(numberOf(event.currentTarget.value))}
    />
  );
}

/** Typed in units, kept in minor ones. */
function MoneyField({ condition, label, invalid, onValue }: ValueProps) {
  const { code, digits } = useCurrency();
  const money = condition.value as Money | null;
  const unit = 10 ** digits;
  const [text, setText] = useState(() =>
    money?.amount === undefined || money.amount === null ? '' : String(money.amount / unit),
  );
  return (
    <span className={classes.pair}>
      <input
        className={classes.number}
        type="number"
        step="any"
        aria-label={label}
        aria-invalid={invalid}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          const amount = numberOf(event.currentTarget.value);
          onValue(amount === null ? null : { amount: Math.round(amount * unit), currency: code });
        }}
      />
      <span className={classes.unit}>{code}</span>
    </span>
  );
}

function useOptions(field: FilterField): PickOption[] {
  const agents = useAgents();
  const teams = useTeams();
  const tags = useTags();
  const companies = useCompanies();
  if (field.type === 'tags') return (tags.data ?? []).map((tag) => ({ value: tag.name, label: tag.name }));
  if (field.type !== 'reference')
    return (field.choices ?? []).map((code) => ({ value: code, label: choiceLabel(field, code) }));
  const list =
    field.references === 'agents' ? agents.data : field.references === 'teams' ? teams.data : companies.data;
  const named = (list ?? []).map((one) => ({ value: String(one.id), label: one.name }));
  return field.references === 'agents' ? [{ value: 'me', label: t('filter.me') }, ...named] : named;
}

/** Several of a list; written by their ids where they are records. */
function ListField({ field, condition, label, invalid, onValue }: ValueProps) {
  const [opened, setOpened] = useState(false);
  const options = useOptions(field);
  const chosen = (Array.isArray(condition.value) ? condition.value : []).map(String);
  const known = new Map(options.map((option) => [option.value, option.label]));
  const words = chosen.map((one) => known.get(one) ?? one).join(', ');
  const toggle = (value: string) => {
    const next = chosen.includes(value) ? chosen.filter((one) => one !== value) : [...chosen, value];
    onValue(next.map((one) => (field.type === 'reference' && one !== 'me' ? Number(one) : one)));
  };
  return (
    <Picker
      label={label}
      options={options}
      selected={chosen}
      multiple
      opened={opened}
      onOpenedChange={setOpened}
      onPick={toggle}
      onCreate={field.type === 'tags' ? toggle : undefined}
      target={(open, isOpen) => (
        <Button
          variant="default"
          justify="space-between"
          classNames={{ root: classes.values, label: classes.cut }}
          data-invalid={invalid || undefined}
          aria-label={`${label}: ${words || t('filter.choose')}`}
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          rightSection={<Icon name="down" size={14} />}
          onClick={open}
        >
          {words || t('filter.choose')}
        </Button>
      )}
    />
  );
}

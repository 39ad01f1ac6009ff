import { ActionIcon, Button } from '@mantine/core';
import { useMemo, useState } from 'react';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import { Picker, type PickOption } from '~/parts/Picker';
import { ErrorState, RowsSkeleton } from '~/parts/states';
import classes from './Filter.module.css';
import {
  added,
  CONDITIONS_MAX,
  type Condition,
  DEPTH_MAX,
  type FilterField,
  type FilterNode,
  type Group,
  lackOf,
  type Mode,
  needsValue,
  newCondition,
  newGroup,
  opsOf,
  replaced,
  size,
  withOp,
} from './model';
import { useFilterFields, useNames } from './use-fields';
import { ValueField } from './ValueField';
import { fieldLabel, filterWords, groupLabel, opLabel } from './words';

interface FilterEditorProps {
  /** Plural: whose records are filtered. */
  entity: string;
  value: Group;
  onChange: (value: Group) => void;
  /** Says what is missing where something is. */
  showLacks?: boolean;
}

/** Builds a filter: conditions, and groups of them, by mouse and by keyboard. For lists, segments, rules and reports. */
export function FilterEditor({ entity, value, onChange, showLacks = false }: FilterEditorProps) {
  const fields = useFilterFields(entity);
  if (fields.error) return <ErrorState error={fields.error} onRetry={fields.retry} />;
  if (fields.isPending) return <RowsSkeleton rows={3} />;
  return (
    <GroupView
      group={value}
      root={value}
      depth={1}
      entity={entity}
      fields={fields}
      showLacks={showLacks}
      onRoot={onChange}
    />
  );
}

interface InnerProps {
  root: Group;
  entity: string;
  fields: ReturnType<typeof useFilterFields>;
  showLacks: boolean;
  onRoot: (root: Group) => void;
}

const MODES: readonly Mode[] = ['all', 'any', 'none'];

function GroupView({ group, depth, ...inner }: InnerProps & { group: Group; depth: number }) {
  const { root, entity, fields, onRoot } = inner;
  const isRoot = depth === 1;
  const setMode = (mode: Mode) =>
    onRoot(isRoot ? { ...group, mode } : replaced(root, group.key, { ...group, mode }));
  const isFull = size(root) >= CONDITIONS_MAX;
  return (
    <fieldset className={classes.group} data-root={isRoot || undefined}>
      <legend className="visually-hidden">{t('filter.group_label')}</legend>
      <div className={classes.groupHead}>
        <select
          className={classes.select}
          aria-label={t('filter.mode_label')}
          value={group.mode}
          onChange={(event) => setMode(event.currentTarget.value as Mode)}
        >
          {MODES.map((mode) => (
            <option key={mode} value={mode}>
              {t(
                mode === 'all' ? 'filter.mode.all' : mode === 'any' ? 'filter.mode.any' : 'filter.mode.none',
              )}
            </option>
          ))}
        </select>
        {isRoot ? null : (
          <ActionIcon
            aria-label={t('filter.remove_group')}
            title={t('filter.remove_group')}
            onClick={() => onRoot(replaced(root, group.key, null))}
          >
            <Icon name="close" size={16} />
          </ActionIcon>
        )}
      </div>
      {group.parts.map((part) => (
        <NodeView key={part.key} node={part} depth={depth} {...inner} />
      ))}
      <div className={classes.adders}>
        <FieldPicker
          entity={entity}
          fields={fields.offered}
          disabled={isFull}
          first={isRoot && group.parts.length === 0}
          label={t('filter.add')}
          onPick={(field) => onRoot(added(root, group.key, newCondition(field)))}
        />
        {depth < DEPTH_MAX && group.parts.length > 0 ? (
          <Button
            variant="subtle"
            disabled={isFull}
            onClick={() => onRoot(added(root, group.key, newGroup(group.mode === 'any' ? 'all' : 'any')))}
          >
            {t('filter.add_group')}
          </Button>
        ) : null}
        {isFull ? <span className={classes.hint}>{t('filter.full', { count: CONDITIONS_MAX })}</span> : null}
      </div>
    </fieldset>
  );
}

function NodeView({ node, depth, ...inner }: InnerProps & { node: FilterNode; depth: number }) {
  if (node.kind === 'group') return <GroupView group={node} depth={depth + 1} {...inner} />;
  if (node.kind === 'opaque') return <OpaqueView node={node} {...inner} />;
  return <ConditionView condition={node} {...inner} />;
}

function RemoveButton({ words, onClick }: { words: string; onClick: () => void }) {
  const label = t('filter.remove', { words });
  return (
    <ActionIcon className={classes.remove} aria-label={label} title={label} onClick={onClick}>
      <Icon name="close" size={16} />
    </ActionIcon>
  );
}

function OpaqueView({
  node,
  root,
  fields,
  onRoot,
}: InnerProps & { node: Extract<FilterNode, { kind: 'opaque' }> }) {
  const names = useNames();
  const words = filterWords(node.filter, fields.all, names);
  return (
    <div className={classes.row}>
      <span className={classes.opaque}>{words}</span>
      <RemoveButton words={words} onClick={() => onRoot(replaced(root, node.key, null))} />
    </div>
  );
}

function ConditionView({
  condition,
  root,
  fields,
  showLacks,
  onRoot,
}: InnerProps & { condition: Condition }) {
  const field = fields.all.get(condition.field);
  const set = (next: Condition) => onRoot(replaced(root, condition.key, next));
  const remove = () => onRoot(replaced(root, condition.key, null));
  if (!field)
    return (
      <div className={classes.row}>
        <span className={classes.opaque}>{t('filter.unknown', { field: condition.field })}</span>
        <RemoveButton words={condition.field} onClick={remove} />
      </div>
    );
  const label = fieldLabel(field) || field.name;
  const lack = showLacks ? lackOf(condition, field) : null;
  const ops = opsOf(field);
  const shownOps = ops.includes(condition.op) ? ops : [condition.op, ...ops];
  return (
    <div className={classes.row}>
      <FieldPicker
        entity={field.entity}
        fields={fields.offered}
        label={t('filter.change_field')}
        current={field}
        onPick={(next) => set({ ...newCondition(next), key: condition.key })}
      />
      <select
        className={classes.select}
        aria-label={t('filter.op_label', { field: label })}
        value={condition.op}
        onChange={(event) => set(withOp(condition, field, event.currentTarget.value))}
      >
        {shownOps.map((op) => (
          <option key={op} value={op}>
            {opLabel(field, op)}
          </option>
        ))}
      </select>
      {needsValue(condition.op) ? (
        <ValueField
          field={field}
          condition={condition}
          label={t('filter.value_label', { field: label })}
          invalid={lack !== null}
          onValue={(value) => set({ ...condition, value })}
        />
      ) : (
        <span />
      )}
      <RemoveButton words={label} onClick={remove} />
      {lack ? (
        <p className={classes.lack} role="alert">
          {lack === 'number' ? t('filter.lack_number') : t('filter.lack_value', { field: label })}
        </p>
      ) : null}
    </div>
  );
}

interface FieldPickerProps {
  entity: string;
  fields: readonly FilterField[];
  label: string;
  current?: FilterField;
  disabled?: boolean;
  /** Where the keyboard begins when there is nothing else yet. */
  first?: boolean;
  onPick: (field: FilterField) => void;
}

function FieldPicker({ entity, fields, label, current, disabled, first, onPick }: FieldPickerProps) {
  const [opened, setOpened] = useState(false);
  const options = useMemo<PickOption[]>(
    () =>
      fields.map((field) => {
        const isOwn = field.entity === fields[0]?.entity;
        return {
          value: field.name,
          label: isOwn ? fieldLabel(field) : `${groupLabel(field.entity)} · ${fieldLabel(field)}`,
        };
      }),
    [fields],
  );
  const name = current
    ? `${current.entity === fields[0]?.entity ? '' : `${groupLabel(entity)} · `}${fieldLabel(current) || current.name}`
    : label;
  return (
    <Picker
      label={label}
      options={options}
      selected={current ? [current.name] : []}
      width={280}
      opened={opened}
      onOpenedChange={setOpened}
      onPick={(value) => {
        const field = fields.find((one) => one.name === value);
        if (field) onPick(field);
      }}
      target={(toggle, isOpen) => (
        <Button
          variant={current ? 'default' : 'light'}
          justify={current ? 'flex-start' : undefined}
          classNames={current ? { root: classes.field, label: classes.cut } : undefined}
          disabled={disabled}
          data-autofocus={first || undefined}
          leftSection={current ? undefined : <Icon name="plus" size={16} />}
          aria-label={current ? `${label}: ${name}` : undefined}
          aria-haspopup="listbox"
          aria-expanded={isOpen}
          onClick={toggle}
        >
          {name}
        </Button>
      )}
    />
  );
}

import { ActionIcon } from '@mantine/core';
import { type ReactNode, useRef, useState } from 'react';
import { t } from '~/lib/i18n';
import { Icon } from '~/parts/Icon';
import classes from './ListTools.module.css';

export function moved<T>(list: readonly T[], from: number, to: number): T[] {
  const next = [...list];
  const [taken] = next.splice(from, 1);
  if (taken !== undefined) next.splice(Math.max(0, Math.min(next.length, to)), 0, taken);
  return next;
}

interface ReorderProps<T> {
  items: readonly T[];
  keyOf: (item: T) => string;
  nameOf: (item: T) => string;
  onChange: (items: T[]) => void;
  label: string;
  extra?: (item: T) => ReactNode;
}

/** A list in an order of one's own: dragged by its grip; by keyboard, the grip is taken with Space and moved by arrows. */
export function Reorder<T>({ items, keyOf, nameOf, onChange, label, extra }: ReorderProps<T>) {
  const list = useRef<HTMLUListElement>(null);
  const [held, setHeld] = useState<string | null>(null);
  const [said, setSaid] = useState('');
  const at = items.findIndex((item) => keyOf(item) === held);
  const move = (from: number, to: number) => {
    const item = items[from];
    if (item === undefined || to < 0 || to >= items.length || from === to) return;
    onChange(moved(items, from, to));
    setSaid(t('list.moved', { name: nameOf(item), place: to + 1, places: items.length }));
  };
  const overIndex = (y: number): number => {
    const rows = [...(list.current?.children ?? [])];
    const found = rows.findIndex((row) => y < row.getBoundingClientRect().bottom);
    return found < 0 ? rows.length - 1 : found;
  };
  return (
    <>
      <ul ref={list} className={classes.order} aria-label={label}>
        {items.map((item, index) => {
          const key = keyOf(item);
          return (
            <li key={key} className={classes.item} data-held={key === held}>
              <button
                type="button"
                className={classes.grip}
                aria-pressed={key === held}
                aria-label={t('list.grip', { name: nameOf(item) })}
                title={t('list.grip_hint')}
                onPointerDown={(event) => {
                  event.currentTarget.setPointerCapture(event.pointerId);
                  setHeld(key);
                }}
                onPointerMove={(event) => {
                  if (key === held && event.currentTarget.hasPointerCapture(event.pointerId))
                    move(at, overIndex(event.clientY));
                }}
                onPointerUp={() => setHeld(null)}
                onPointerCancel={() => setHeld(null)}
                onKeyDown={(event) => {
                  if (event.key === ' ' || event.key === 'Enter') {
                    event.preventDefault();
                    setHeld(key === held ? null : key);
                  } else if (event.key === 'Escape' && key === held) {
                    event.stopPropagation();
                    setHeld(null);
                  } else if ((event.key === 'ArrowUp' || event.key === 'ArrowDown') && key === held) {
                    event.preventDefault();
                    move(index, index + (event.key === 'ArrowUp' ? -1 : 1));
                  }
                }}
                onBlur={() => setHeld((now) => (now === key ? null : now))}
              >
                <Icon name="grip" size={16} />
              </button>
              <span>{nameOf(item)}</span>
              {extra?.(item)}
              <ActionIcon
                aria-label={t('list.up', { name: nameOf(item) })}
                disabled={index === 0}
                onClick={() => move(index, index - 1)}
              >
                <Icon name="up" size={16} />
              </ActionIcon>
              <ActionIcon
                aria-label={t('list.down', { name: nameOf(item) })}
                disabled={index === items.length - 1}
                onClick={() => move(index, index + 1)}
              >
                <Icon name="fall" size={16} />
              </ActionIcon>
            </li>
          );
        })}
      </ul>
      <p className="visually-hidden" role="status">
        {said}
      </p>
    </>
  );
}

import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useImperativeHandle, useLayoutEffect, useRef } from 'react';

export interface VirtualRowsHandle {
  /** Brings a row into view and puts the focus on the first link in it. */
  focusRow: (index: number) => void;
  /** Whether the head of the list is what is looked at. */
  isAtTop: () => boolean;
  toTop: () => void;
}

interface VirtualRowsProps<T> {
  rows: readonly T[];
  rowHeight: number;
  total: number;
  label: string;
  keyOf: (row: T) => number;
  onNearEnd: () => void;
  children: (row: T, index: number) => ReactNode;
  handle?: React.Ref<VirtualRowsHandle>;
  className?: string;
  /** Stands above the rows and stays there while they are scrolled. */
  head?: ReactNode;
  foot?: ReactNode;
  /** Under this name the place in the list is remembered until the page is closed. */
  place?: string;
}

const NEAR_END = 12;
const AT_TOP_PX = 24;
const places = new Map<string, number>();

/** A list of any length in which only the rows in view exist; each row tells its place and the size of the whole. What is
 * looked at stays where it is when rows come or go above it. */
export function VirtualRows<T>(props: VirtualRowsProps<T>) {
  const { rows, rowHeight, total, label, keyOf, onNearEnd, children, handle, className, head, foot, place } =
    props;
  const scroller = useRef<HTMLDivElement>(null);
  const anchor = useRef<{ key: number; index: number; offset: number } | null>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan: 8,
    initialOffset: () => (place ? (places.get(place) ?? 0) : 0),
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= 0 && last >= rows.length - NEAR_END) onNearEnd();
  }, [last, rows.length, onNearEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new density measures every row again
  useEffect(() => virtual.measure(), [rowHeight]);

  const note = () => {
    const top = scroller.current?.scrollTop ?? 0;
    if (place) places.set(place, top);
    const index = Math.floor(top / rowHeight);
    const row = rows[index];
    anchor.current =
      row === undefined || top <= AT_TOP_PX
        ? null
        : { key: keyOf(row), index, offset: top - index * rowHeight };
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: only other rows can move what is looked at
  useLayoutEffect(() => {
    const held = anchor.current;
    const at = held ? rows[held.index] : undefined;
    if (!held || !scroller.current || (at !== undefined && keyOf(at) === held.key)) return;
    const index = rows.findIndex((row) => keyOf(row) === held.key);
    if (index < 0) return;
    scroller.current.scrollTop = index * rowHeight + held.offset;
    anchor.current = { ...held, index };
  }, [rows]);

  useImperativeHandle(handle, () => ({
    focusRow: (index) => {
      virtual.scrollToIndex(index, { align: 'auto' });
      // The row may only exist after the scroll has been drawn.
      requestAnimationFrame(() =>
        requestAnimationFrame(() => {
          const row = scroller.current?.querySelector(`[data-index="${index}"]`);
          row?.querySelector<HTMLElement>('a, button')?.focus({ preventScroll: true });
        }),
      );
    },
    isAtTop: () => (scroller.current?.scrollTop ?? 0) <= AT_TOP_PX,
    toTop: () => scroller.current?.scrollTo({ top: 0 }),
  }));
  return (
    <div ref={scroller} className={className} style={{ overflow: 'auto', minHeight: 0 }} onScroll={note}>
      {head}
      <ul aria-label={label} style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const row = rows[item.index];
          if (row === undefined) return null;
          return (
            <li
              key={item.key}
              data-index={item.index}
              aria-posinset={item.index + 1}
              aria-setsize={total}
              style={{
                position: 'absolute',
                insetInline: 0,
                top: 0,
                height: item.size,
                transform: `translateY(${item.start}px)`,
              }}
            >
              {children(row, item.index)}
            </li>
          );
        })}
      </ul>
      {foot}
    </div>
  );
}

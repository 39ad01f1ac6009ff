import { useVirtualizer } from '@tanstack/react-virtual';
import { type ReactNode, useEffect, useImperativeHandle, useRef } from 'react';

export interface VirtualRowsHandle {
  /** Brings a row into view and puts the focus on the first control in it. */
  focusRow: (index: number) => void;
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
  foot?: ReactNode;
}

const NEAR_END = 12;

/** A list of any length in which only the rows in view exist; each row tells its place and the size of the whole. */
export function VirtualRows<T>(props: VirtualRowsProps<T>) {
  const { rows, rowHeight, total, label, keyOf, onNearEnd, children, handle, className, foot } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => {
      const row = rows[index];
      return row === undefined ? index : keyOf(row);
    },
    overscan: 8,
  });
  const items = virtual.getVirtualItems();
  const last = items.at(-1)?.index ?? -1;
  useEffect(() => {
    if (last >= 0 && last >= rows.length - NEAR_END) onNearEnd();
  }, [last, rows.length, onNearEnd]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: a new density measures every row again
  useEffect(() => virtual.measure(), [rowHeight]);
  useImperativeHandle(handle, () => ({
    focusRow: (index) => {
      virtual.scrollToIndex(index, { align: 'auto' });
      // The row may only exist after the scroll has been drawn.
      requestAnimationFrame(() =>
        requestAnimationFrame(() =>
          scroller.current
            ?.querySelector<HTMLElement>(`[data-index="${index}"] a, [data-index="${index}"] button`)
            ?.focus({ preventScroll: true }),
        ),
      );
    },
  }));
  return (
    <div ref={scroller} className={className} style={{ overflow: 'auto', minHeight: 0 }}>
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

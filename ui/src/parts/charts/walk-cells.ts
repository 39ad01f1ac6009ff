import type { KeyboardEvent } from 'react';

const STEPS: Record<string, [number, number] | undefined> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/**
 * A table of many buttons is one stop of the Tab key; arrows go from cell to cell inside it, over cells without one.
 * From the region around it, any arrow enters at the first.
 */
export function walkCells(event: KeyboardEvent<HTMLElement>): void {
  const step = STEPS[event.key];
  if (!step || !(event.target instanceof HTMLElement)) return;
  const cell = event.target.closest('td');
  const table = event.currentTarget.querySelector('table');
  if (!cell) {
    const first = table?.querySelector<HTMLElement>('td button');
    if (!first) return;
    event.preventDefault();
    first.focus();
    return;
  }
  event.preventDefault();
  let [x, y] = [cell.cellIndex, (cell.parentElement as HTMLTableRowElement).rowIndex];
  for (;;) {
    x += step[0];
    y += step[1];
    const next = table?.rows[y]?.cells[x];
    if (!next) return;
    const button = next.querySelector('button');
    if (!button) continue;
    button.focus();
    return;
  }
}

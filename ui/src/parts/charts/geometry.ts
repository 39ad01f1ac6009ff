/** Moves labels apart so that none covers another. */
export function spread(places: readonly number[], gap: number, lowest: number): number[] {
  const order = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  for (let i = 1; i < order.length; i += 1) {
    const [one, two] = [order[i - 1], order[i]];
    if (one && two) two.place = Math.max(two.place, one.place + gap);
  }
  let ceiling = lowest;
  for (const item of order.toReversed()) {
    item.place = Math.min(item.place, ceiling);
    ceiling = item.place - gap;
  }
  const spaced = [...places];
  for (const item of order) spaced[item.index] = item.place;
  return spaced;
}

/** The running total of each value, in percent of them all. */
export function running(values: readonly number[]): number[] {
  const all = values.reduce((sum, value) => sum + value, 0);
  let soFar = 0;
  return values.map((value) => {
    soFar += value;
    return all > 0 ? (soFar / all) * 100 : 0;
  });
}

/** How many of the greatest values make a share of them all: "3 of 9 reasons are 80 %". */
export function fewest(values: readonly number[], share: number): number {
  const at = running(values).findIndex((sum) => sum >= share - 1e-9);
  return at < 0 ? values.length : at + 1;
}

/** The step of a ramp that a value takes, 0 to steps - 1; by rank, so that one great value does not drown the rest. */
export function stepOf(value: number, sorted: readonly number[], steps: number): number {
  if (sorted.length === 0) return 0;
  const below = sorted.filter((one) => one < value).length;
  return Math.min(steps - 1, Math.floor((below / sorted.length) * steps));
}

/** Whole steps of points that a label of `px` has room for, counted from the newest. */
export const labelEvery = (count: number, px: number, room: number): number =>
  Math.max(1, Math.ceil((count * px) / Math.max(1, room)));

/** What an arrow, Home or End makes of the point that is looked at. */
export function pointAfter(key: string, at: number | null, count: number): number | null {
  if (count === 0) return null;
  const now = at ?? count;
  if (key === 'ArrowLeft') return Math.max(0, now - 1);
  if (key === 'ArrowRight') return Math.min(count - 1, at === null ? 0 : now + 1);
  if (key === 'Home') return 0;
  if (key === 'End') return count - 1;
  return null;
}

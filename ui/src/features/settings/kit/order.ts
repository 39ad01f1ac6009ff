/** A list with one of its members moved one place; the same list where there is no such place. */
export function moved<T>(list: readonly T[], index: number, by: -1 | 1): T[] {
  const next = [...list];
  const other = index + by;
  const [here, there] = [next[index], next[other]];
  if (here === undefined || there === undefined) return next;
  next[index] = there;
  next[other] = here;
  return next;
}

/** Which records need another position so that they stand in this order: as few as can be. */
export function placed<T extends { id: number; position: number }>(
  wanted: readonly T[],
): { record: T; position: number }[] {
  const changed: { record: T; position: number }[] = [];
  let last = -1;
  for (const record of wanted) {
    const position = record.position > last ? record.position : last + 1;
    if (position !== record.position) changed.push({ record, position });
    last = position;
  }
  return changed;
}

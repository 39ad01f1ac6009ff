const same = (a: unknown, b: unknown): boolean => a === b || JSON.stringify(a) === JSON.stringify(b);

/** The fields of `now` that are not as they were. */
export function differing<F extends object>(before: F, now: F): Partial<F> {
  const changed: Partial<F> = {};
  for (const field of Object.keys(now) as (keyof F)[])
    if (!same(before[field], now[field])) changed[field] = now[field];
  return changed;
}

/** What was changed here over what somebody else saved; the rest is theirs. */
export const mergedForms = <F extends object>(before: F, mine: F, theirs: F): F => ({
  ...theirs,
  ...differing(before, mine),
});

/** "" is nothing. */
export const orNull = (text: string): string | null => (text.trim() === '' ? null : text.trim());

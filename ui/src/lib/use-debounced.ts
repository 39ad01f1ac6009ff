import { useEffect, useState } from 'react';

/** The value, once it has stayed the same for a while. */
export function useDebounced<T>(value: T, waitMs: number): T {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), waitMs);
    return () => clearTimeout(timer);
  }, [value, waitMs]);
  return settled;
}

/** True once `active` has lasted: a skeleton that flashes for 50 ms is worse than none. */
export function useLasting(active: boolean, afterMs = 150): boolean {
  const [lasting, setLasting] = useState(false);
  useEffect(() => {
    if (!active) {
      setLasting(false);
      return undefined;
    }
    const timer = setTimeout(() => setLasting(true), afterMs);
    return () => clearTimeout(timer);
  }, [active, afterMs]);
  return active && lasting;
}

import { lazy, useState } from 'react';
import { readLocal, writeLocal } from '~/lib/local';
import { isSafe } from './rich-text';

const KEY = 'lazo.editor';
const load = () => import('./RichField');
export const RichField = lazy(load);

let loaded = false;

/**
 * Plain text at once; its look from the first focus on, unless this person likes it plain. What the editor could not
 * show to the letter stays plain.
 */
export function useField(value: () => string) {
  const [wish, setWish] = useState(() => readLocal(KEY) !== 'plain');
  const [rich, setRich] = useState(() => loaded && wish && isSafe(value()));
  const begin = () => {
    if (!wish || rich) return;
    load().then(
      () => {
        loaded = true;
        if (isSafe(value())) setRich(true);
      },
      () => undefined, // no connection: plain text does as well
    );
  };
  const toggle = () => {
    const now = !rich;
    writeLocal(KEY, now ? null : 'plain');
    setWish(now);
    if (!now) {
      setRich(false);
      return;
    }
    load().then(
      () => {
        loaded = true;
        setRich(isSafe(value()));
      },
      () => undefined,
    );
  };
  return { rich, begin, toggle };
}

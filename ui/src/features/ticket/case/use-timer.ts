import { useEffect, useState } from 'react';
import { useStore } from '~/lib/store';
import { IDLE_MS, type Timer, tick, timerOf, timerStore } from './timer';

const TICK_MS = 1000;
const SIGNS = ['pointermove', 'pointerdown', 'keydown', 'wheel', 'touchstart'] as const;

/** The clock of the case on the screen; it stands still while nobody is there. */
export function useTimer(ticketId: number): { timer: Timer | null; isAway: boolean } {
  const timer = timerOf(useStore(timerStore), ticketId);
  const [isAway, setAway] = useState(false);
  const running = timer?.running ?? false;
  useEffect(() => {
    if (!running) return undefined;
    let lastSign = Date.now();
    let lastTick = Date.now();
    const sign = () => {
      lastSign = Date.now();
    };
    const beat = () => {
      const now = Date.now();
      const here = document.visibilityState === 'visible' && now - lastSign < IDLE_MS;
      tick(ticketId, now - lastTick, here);
      setAway(!here);
      lastTick = now;
    };
    const clock = setInterval(beat, TICK_MS);
    for (const name of SIGNS) window.addEventListener(name, sign, { passive: true });
    return () => {
      clearInterval(clock);
      setAway(false);
      for (const name of SIGNS) window.removeEventListener(name, sign);
    };
  }, [running, ticketId]);
  return { timer, isAway };
}

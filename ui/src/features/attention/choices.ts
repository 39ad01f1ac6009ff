import { WAYS, type Way } from '~/api/attention';

/** Desktop and sound go with the bell: what rings is also kept there, and what is not kept does not ring. */
export function withWay(now: readonly Way[], way: Way, isOn: boolean): Way[] {
  const next = new Set(now);
  if (isOn) next.add(way);
  else next.delete(way);
  if (isOn && (way === 'desktop' || way === 'sound')) next.add('bell');
  if (!isOn && way === 'bell') {
    next.delete('desktop');
    next.delete('sound');
  }
  return WAYS.filter((one) => next.has(one));
}

/** A minute of the day as a time field shows it. */
export const timeOf = (minute: number): string =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** What a time field holds; null while it is half written. */
export function minuteOf(time: string): number | null {
  const [, hour, minute] = /^(\d{2}):(\d{2})/.exec(time) ?? [];
  return hour && minute ? Number(hour) * 60 + Number(minute) : null;
}

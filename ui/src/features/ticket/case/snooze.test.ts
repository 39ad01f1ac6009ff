import { describe, expect, it } from 'vitest';
import { promisePresets, snoozePresets } from './snooze';

const ZONE = 'America/Bogota';
const presets = (iso: string): Record<string, string> =>
  Object.fromEntries(snoozePresets(Date.parse(iso), ZONE).map((one) => [one.key, one.at]));

describe('times to put a case off', () => {
  it('are of the person’s own day and hours', () => {
    expect(presets('2026-11-24T15:00:00Z')).toEqual({
      hours: '2026-11-24T18:00:00.000Z',
      tomorrow: '2026-11-25T14:00:00.000Z',
      after_tomorrow: '2026-11-26T14:00:00.000Z',
      monday: '2026-11-30T14:00:00.000Z',
      reply: '2200-01-01T00:00:00Z',
    });
  });

  it('leave out later today when the day is nearly over, and Monday when it is tomorrow', () => {
    const sunday = presets('2026-11-30T03:00:00Z'); // 22:00 of Sunday there
    expect(sunday.hours).toBeUndefined();
    expect(sunday.tomorrow).toBe('2026-11-30T14:00:00.000Z');
    expect(sunday.monday).toBeUndefined();
  });

  it('a promise is never “until they write”', () => {
    expect(promisePresets(Date.parse('2026-11-24T15:00:00Z'), ZONE).map((one) => one.key)).not.toContain(
      'reply',
    );
  });
});

import { beforeEach, describe, expect, it } from 'vitest';
import {
  formatAgo,
  formatBucket,
  formatBytes,
  formatDateTime,
  formatHours,
  formatMoney,
  formatNumber,
  formatPercent,
  NOTHING,
  setTimeZone,
} from './format';
import { setLanguage } from './i18n';

const plain = (text: string) => text.replace(/[\u00a0\u202f]/g, ' ');

describe('numbers in words', () => {
  beforeEach(async () => setLanguage('es'));

  it('shows what is not known as a dash, never as zero', () => {
    expect(formatNumber(null)).toBe(NOTHING);
    expect(formatPercent(undefined)).toBe(NOTHING);
    expect(formatMoney(null)).toBe(NOTHING);
    expect(formatHours(Number.NaN)).toBe(NOTHING);
    expect(formatDateTime('no date')).toBe(NOTHING);
    expect(formatNumber(0)).toBe('0');
  });

  it('turns minor units into money by the exponent of the currency', () => {
    expect(plain(formatMoney({ amount: 1999, currency: 'USD' }))).toContain('19.99');
    expect(plain(formatMoney({ amount: 1999, currency: 'CLP' }))).toContain('1,999');
    expect(plain(formatMoney({ amount: 53990, currency: 'USD' }, true))).toContain('540');
  });

  it('survives a currency nobody knows', () => {
    expect(formatMoney({ amount: 5, currency: '??' })).toBe('5 ??');
  });

  it('tells hours in the unit that suits them', () => {
    expect(plain(formatHours(0.42))).toContain('25');
    expect(plain(formatHours(7.63))).toContain('7.6');
    expect(plain(formatHours(76.8))).toContain('3.2');
    expect(plain(formatHours(24, 96))).toMatch(/^1 d/);
  });

  it('counts back from now and gives the date once it is long ago', () => {
    const now = Date.parse('2026-11-20T12:00:00Z');
    expect(plain(formatAgo('2026-11-20T11:55:00Z', now))).toContain('5');
    expect(formatAgo('2026-01-05T12:00:00Z', now)).toContain('2026');
  });

  it('follows the language', async () => {
    expect(formatBucket('2026-03')).toContain('mar');
    await setLanguage('pt');
    expect(formatNumber(1234.5, 1)).toBe('1.234,5');
    await setLanguage('en');
    expect(formatBucket('2026-01', true)).toBe('January 2026');
    expect(formatBucket('2026-W48')).toBe('Nov 23');
    expect(formatBucket('2027-W01')).toBe('Jan 4');
    expect(formatBucket('2026-Q1')).toBe('2026-Q1');
  });

  it('shows times in the agent’s zone and ignores a zone nobody knows', async () => {
    await setLanguage('en');
    setTimeZone('America/Bogota');
    expect(formatDateTime('2026-01-05T02:00:00Z')).toContain('Jan 4');
    setTimeZone('Nowhere/Land');
    expect(formatDateTime('2026-01-05T02:00:00Z')).toContain('2026');
    setTimeZone(null);
  });

  it('names sizes of files', () => {
    expect(plain(formatBytes(48_211))).toContain('48');
    expect(plain(formatBytes(2_400_000))).toContain('2.4');
  });
});

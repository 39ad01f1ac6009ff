import { describe, expect, it } from 'vitest';
import { promisesFile, tokenAt } from './field';

describe('the list at the caret', () => {
  it('opens at a slash that begins a word', () => {
    expect(tokenAt('Hola /gra', false)).toEqual({ kind: 'quick', query: 'gra', length: 4 });
    expect(tokenAt('/', false)).toEqual({ kind: 'quick', query: '', length: 1 });
    for (const before of ['y/o', 'https://sol.example/guia', '24/11', '/dos palabras'])
      expect(tokenAt(before, false)).toBe(null);
  });

  it('opens at an @ in notes only, and follows a name of two words', () => {
    expect(tokenAt('oye @Ana Ru', true)).toEqual({ kind: 'mention', query: 'Ana Ru', length: 7 });
    expect(tokenAt('(@', true)).toEqual({ kind: 'mention', query: '', length: 1 });
    expect(tokenAt('oye @Ana', false)).toBe(null);
    expect(tokenAt('ana@example', true)).toBe(null);
  });
});

describe('a promised file', () => {
  it('is seen in three languages, in one’s own words alone', () => {
    for (const text of [
      'Te adjunto la guía',
      'Va el archivo adjunto.',
      'Segue em anexo',
      'See the attached file',
    ])
      expect(promisesFile(text)).toBe(true);
    for (const text of ['Ya salió tu pedido', '> te adjunto la foto\n\nGracias', 'la conexión'])
      expect(promisesFile(text)).toBe(false);
  });
});

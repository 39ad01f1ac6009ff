import { describe, expect, it } from 'vitest';
import { languageOf } from './i18n';
import { parsePreferences } from './preferences';

describe('preferences', () => {
  it('take only values that are known', () => {
    expect(parsePreferences('{"theme":"dark","density":"huge","singleKeys":false}')).toEqual({
      theme: 'dark',
      density: 'comfortable',
      afterSolve: 'stay',
      singleKeys: false,
      keys: {},
      region: null,
      firstSteps: false,
    });
  });

  it('survive an entry that is no JSON, or none at all', () => {
    expect(parsePreferences('{').theme).toBe('system');
    expect(parsePreferences(null).theme).toBe('system');
    expect(parsePreferences('7').theme).toBe('system');
  });

  it('read a language out of a tag with a region', () => {
    expect(languageOf('pt-BR')).toBe('pt');
    expect(languageOf('ES-co')).toBe('es');
    expect(languageOf('fr')).toBeNull();
    expect(languageOf(undefined)).toBeNull();
  });
});

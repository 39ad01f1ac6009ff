import { describe, expect, it } from 'vitest';
import { textOf } from './catalogue';

const texts = {
  plain: 'Hola',
  slot: 'Hola, {{name}}: {{ name }}',
  case_one: '{{count}} caso',
  case_many: '{{count}} de casos',
  case_other: '{{count}} casos',
  odd: '$& {{name}}',
};

describe('a catalogue', () => {
  it('fills the slots as they are, whatever the value looks like', () => {
    expect(textOf(texts, 'es', 'plain')).toBe('Hola');
    expect(textOf(texts, 'es', 'slot', { name: '<b>$1</b>' })).toBe('Hola, <b>$1</b>: <b>$1</b>');
    expect(textOf(texts, 'es', 'odd', { name: '{{name}}' })).toBe('$& {{name}}');
    expect(textOf(texts, 'es', 'slot')).toBe('Hola, : ');
  });

  it('chooses the plural form of the language', () => {
    expect(textOf(texts, 'es', 'case', { count: 1 })).toBe('1 caso');
    expect(textOf(texts, 'es', 'case', { count: 0 })).toBe('0 casos');
    expect(textOf(texts, 'es', 'case', { count: 1_000_000 })).toBe('1000000 de casos');
    expect(textOf(texts, 'pt', 'case', { count: 0 })).toBe('0 caso');
    expect(textOf(texts, 'en', 'case', { count: 0 })).toBe('0 casos');
    expect(textOf(texts, 'es', 'plain', { count: 3 })).toBe('Hola');
  });

  it('has no text for a key that it does not know', () => {
    expect(textOf(texts, 'es', 'case')).toBeUndefined();
    expect(textOf(texts, 'es', 'none', { count: 2 })).toBeUndefined();
  });
});

import { describe, expect, it } from 'vitest';
import { bucketOf, initials, linkPieces, matchScore, snippetPieces } from './text';

describe('texts', () => {
  it('makes initials of names, addresses and nothing', () => {
    expect(initials('María Peña')).toBe('MP');
    expect(initials('Núria de la Rosa')).toBe('NR');
    expect(initials('ana')).toBe('A');
    expect(initials('')).toBe('?');
    expect(initials(null)).toBe('?');
  });

  it('gives the same colour to the same name', () => {
    expect(bucketOf('Ana', 7)).toBe(bucketOf('Ana', 7));
    expect(bucketOf('Ana', 7)).toBeLessThan(7);
  });

  it('finds words without accents and by scattered letters, best first', () => {
    expect(matchScore('camion', 'El camión')).not.toBeNull();
    expect(matchScore('nca', 'Nuevo caso')).not.toBeNull();
    expect(matchScore('xyz', 'Nuevo caso')).toBeNull();
    expect(matchScore('cli', 'Clientes') ?? 9).toBeLessThan(matchScore('cli', 'Ir a Clientes') ?? 0);
  });

  it('reads a snippet as text and marks, never as HTML', () => {
    expect(snippetPieces('mi <mark>pedido</mark> &lt;b&gt; &amp; más')).toEqual([
      { text: 'mi ', marked: false },
      { text: 'pedido', marked: true },
      { text: ' <b> & más', marked: false },
    ]);
  });

  it('makes links of web addresses only', () => {
    const pieces = linkPieces('Mira https://example.com/a?b=1. javascript:alert(1)');
    expect(pieces.map((piece) => piece.href)).toEqual([null, 'https://example.com/a?b=1', null]);
  });
});

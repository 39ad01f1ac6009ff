import { describe, expect, it } from 'vitest';
import { parseMarkdown } from './markdown';

const text = (value: string) => ({ kind: 'text', text: value });

describe('Markdown for a preview', () => {
  it('keeps line ends inside a paragraph and parts paragraphs by empty lines', () => {
    expect(parseMarkdown('Ana Ruiz\nSoporte\n\nTienda Sol')).toEqual([
      { kind: 'paragraph', parts: [text('Ana Ruiz'), { kind: 'break' }, text('Soporte')] },
      { kind: 'paragraph', parts: [text('Tienda Sol')] },
    ]);
  });

  it('reads strong, emphasis and code, one in another', () => {
    expect(parseMarkdown('**Ana *Ruiz*** `x`')).toEqual([
      {
        kind: 'paragraph',
        parts: [
          { kind: 'strong', parts: [text('Ana '), { kind: 'em', parts: [text('Ruiz')] }] },
          text(' '),
          { kind: 'code', text: 'x' },
        ],
      },
    ]);
  });

  it('takes web and mail addresses for links and nothing else', () => {
    const [block] = parseMarkdown(
      '[tienda](https://sol.example) [x](javascript:alert(1)) https://sol.example/a.',
    );
    expect(block).toEqual({
      kind: 'paragraph',
      parts: [
        { kind: 'link', href: 'https://sol.example', parts: [text('tienda')] },
        text(' [x](javascript:alert(1)) '),
        { kind: 'link', href: 'https://sol.example/a', parts: [text('https://sol.example/a')] },
        text('.'),
      ],
    });
  });

  it('leaves HTML as the text it is', () => {
    expect(parseMarkdown('<img src=x onerror=alert(1)>')).toEqual([
      { kind: 'paragraph', parts: [text('<img src=x onerror=alert(1)>')] },
    ]);
  });

  it('reads lists, headings and rules', () => {
    expect(parseMarkdown('- uno\n- dos\n\n1. a\n\n## Horario\n\n---').map((block) => block.kind)).toEqual([
      'list',
      'list',
      'heading',
      'rule',
    ]);
  });

  it('ends soon on ten thousand characters of its worst', () => {
    for (const worst of ['**a ', '_', '[', '`', '<https://'].map((piece) =>
      piece.repeat(10_000 / piece.length),
    ))
      expect(parseMarkdown(worst).length).toBe(1);
  });
});

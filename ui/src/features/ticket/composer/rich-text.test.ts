import { describe, expect, it } from 'vitest';
import { isSafe, toDoc, toMarkdown } from './rich-text';

const again = (text: string) => toMarkdown(toDoc(text));

describe('Markdown in the editor', () => {
  it('comes out of the editor as it went in', () => {
    for (const text of [
      'Hola, Ana:\n\nYa salió tu pedido.\nLlega mañana.',
      '**Listo**, *sin costo* y ~~antes~~ ahora',
      '- uno\n- dos\n  - dos y medio\n- tres',
      '1. abre la tapa\n2. limpia el filtro',
      '3. sigue aquí\n4. y aquí',
      '> así lo dijiste\n> en tu carta',
      '```\nlazo serve\n  --demo\n```',
      'Mira [la guía](https://sol.example/guia) o https://sol.example',
      '![foto.png](cid:attachment-12)',
      '# Pasos\n\nuno',
      'antes\n\n---\n\ndespués',
      '**[la guía](https://sol.example)** y `código`',
    ])
      expect(again(again(text))).toBe(again(text));
    expect(again('- uno\n- dos\n  - dos y medio\n- tres')).toBe('- uno\n- dos\n  - dos y medio\n- tres');
    expect(again('Hola, **Ana**:\nYa salió.\n\nGracias')).toBe('Hola, **Ana**:\nYa salió.\n\nGracias');
    expect(again('![foto.png](cid:attachment-12)')).toBe('![foto.png](cid:attachment-12)');
  });

  it('leaves ordinary words without a single backslash', () => {
    for (const text of [
      'Cuesta 2 * 3 = 6, más o menos.',
      'El archivo mi_archivo_final.pdf (versión 2)',
      'Escribe a ana_ruiz@example.com; ¿sí?',
      'Precio: $10 - $20 [aprox.]',
      'a < b && c > d',
    ])
      expect(again(text)).toBe(text);
  });

  it('keeps words that look like marks when somebody typed them as words', () => {
    const doc = {
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text: '*no* es énfasis' }] }],
    };
    expect(toMarkdown(doc)).toBe('\\*no\\* es énfasis');
    expect(toDoc(toMarkdown(doc))).toEqual(doc);
    const item = {
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text: '- no es lista' }] }],
    };
    expect(toDoc(toMarkdown(item))).toEqual(item);
    const number = {
      type: 'doc',
      content: [{ type: 'paragraph', content: [{ type: 'text', text: '2026. Buen año' }] }],
    };
    expect(toDoc(toMarkdown(number))).toEqual(number);
  });

  it('loses no letter of whatever it is given', () => {
    const bare = (text: string) => text.replace(/[\s\\*_~`#>-]/g, '');
    for (const text of [
      '<b>negrita</b> & "comillas"',
      '| a | b |\n|---|---|\n| 1 | 2 |',
      '**sin cerrar',
      '[sin](destino)',
      '![](https://rastreo.example/x.png)',
      '    sangría',
      'uno\n\n\n\ndos',
      '***todo***',
    ]) {
      expect(bare(again(text))).toBe(bare(text));
      expect(isSafe(text)).toBe(true);
    }
  });

  it('keeps the space behind which somebody goes on typing', () => {
    const last = toDoc('Ya salió tu ').content?.at(-1);
    expect(last?.content?.map((part) => part.text).join('')).toBe('Ya salió tu ');
    expect(again('Ya salió tu ')).toBe('Ya salió tu');
  });
});

/** A piece of a line. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'break' }
  | { kind: 'strong' | 'em'; parts: Inline[] }
  | { kind: 'link'; href: string; parts: Inline[] };

export type Block =
  | { kind: 'paragraph'; parts: Inline[] }
  | { kind: 'heading'; level: number; parts: Inline[] }
  | { kind: 'list'; ordered: boolean; items: Inline[][] }
  | { kind: 'rule' };

const DEEPEST = 4;
const INLINE =
  /(\*\*|__)(?=\S)(.+?)(?<=\S)\1(?![*_])|(\*|_)(?=\S)(.+?)(?<=\S)\3|`([^`\n]+)`|\[([^\]\n]+)\]\(((?:https?:\/\/|mailto:)[^\s)]+)\)|<?(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]])>?/gs;

function inlineOf(text: string, depth = 0): Inline[] {
  const parts: Inline[] = [];
  const plain = (piece: string) => {
    for (const [index, line] of piece.split('\n').entries()) {
      if (index > 0) parts.push({ kind: 'break' });
      if (line !== '') parts.push({ kind: 'text', text: line });
    }
  };
  if (depth >= DEEPEST) return [{ kind: 'text', text }];
  let last = 0;
  for (const found of text.matchAll(INLINE)) {
    plain(text.slice(last, found.index));
    last = found.index + found[0].length;
    const [, , strong, , em, code, label, target, address] = found;
    if (strong !== undefined) parts.push({ kind: 'strong', parts: inlineOf(strong, depth + 1) });
    else if (em !== undefined) parts.push({ kind: 'em', parts: inlineOf(em, depth + 1) });
    else if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (label !== undefined && target !== undefined)
      parts.push({ kind: 'link', href: target, parts: inlineOf(label, depth + 1) });
    else if (address !== undefined)
      parts.push({ kind: 'link', href: address, parts: [{ kind: 'text', text: address }] });
  }
  plain(text.slice(last));
  return parts;
}

const ITEM = /^\s{0,3}(?:[-*+]|(\d{1,9})[.)])\s+/;

function blockOf(chunk: string): Block {
  const lines = chunk.split('\n');
  const heading = /^(#{1,6})\s+(.*)$/.exec(chunk);
  if (heading && lines.length === 1)
    return { kind: 'heading', level: heading[1]?.length ?? 1, parts: inlineOf(heading[2] ?? '') };
  if (/^\s{0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/.test(chunk)) return { kind: 'rule' };
  if (lines.every((line) => ITEM.test(line)))
    return {
      kind: 'list',
      ordered: ITEM.exec(lines[0] ?? '')?.[1] !== undefined,
      items: lines.map((line) => inlineOf(line.replace(ITEM, ''))),
    };
  return { kind: 'paragraph', parts: inlineOf(chunk) };
}

/**
 * The Markdown that people write in a signature, for a preview: paragraphs, line ends, emphasis, code, links, lists,
 * headings, rules. A tree and never HTML, so that nothing in it can become an element of the page.
 */
export function parseMarkdown(source: string): Block[] {
  return source
    .replace(/\r\n?/g, '\n')
    .split(/\n[ \t]*\n+/)
    .map((chunk) => chunk.replace(/^\n+|\s+$/g, ''))
    .filter((chunk) => chunk !== '')
    .map(blockOf);
}

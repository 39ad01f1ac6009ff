/** A piece of a line. */
export type Inline =
  | { kind: 'text'; text: string }
  | { kind: 'code'; text: string }
  | { kind: 'break' }
  | { kind: 'picture'; attachmentId: number; label: string }
  | { kind: 'strong' | 'em' | 'strike'; parts: Inline[] }
  | { kind: 'link'; href: string; parts: Inline[] };

export type Block =
  | { kind: 'paragraph'; parts: Inline[] }
  | { kind: 'heading'; level: number; parts: Inline[] }
  | { kind: 'list'; ordered: boolean; start: number; items: Block[][] }
  | { kind: 'quote'; blocks: Block[] }
  | { kind: 'code'; text: string; language: string }
  | { kind: 'rule' };

const DEEPEST = 4;
/** What a backslash takes its meaning from. */
const ESCAPED = /\\([\\`*_[\](){}#+\-.!<>~|])/g;
const INLINE =
  /\\([\\`*_[\](){}#+\-.!<>~|])|(\*\*|__)(?=\S)(.+?)(?<=[^\s\\])\2(?![*_])|(?<![\p{L}\p{N}])(_)(?=\S)(.+?)(?<=[^\s\\])_(?![\p{L}\p{N}])|(\*)(?=\S)(.+?)(?<=[^\s\\])\*|~~(?=\S)(.+?)(?<=[^\s\\])~~|`([^`\n]+)`|!\[((?:\\.|[^\]\n\\])*)\]\(cid:attachment-(\d{1,15})\)|\[((?:\\.|[^\]\n\\])+)\]\(((?:https?:\/\/|mailto:)[^\s)]+)\)|<?(https?:\/\/[^\s<>"]*[^\s<>"'.,;:!?)\]])>?/gsu;

export function parseInline(text: string, depth = 0): Inline[] {
  const parts: Inline[] = [];
  const add = (piece: string) => {
    const last = parts.at(-1);
    if (piece === '') return;
    if (last?.kind === 'text') last.text += piece;
    else parts.push({ kind: 'text', text: piece });
  };
  const plain = (piece: string) => {
    const lines = piece.split('\n');
    for (const [index, line] of lines.entries()) {
      if (index > 0) parts.push({ kind: 'break' });
      const begun = index > 0 ? line.trimStart() : line;
      add(index < lines.length - 1 ? begun.trimEnd() : begun);
    }
  };
  if (depth >= DEEPEST) return text === '' ? [] : [{ kind: 'text', text: text.replace(ESCAPED, '$1') }];
  let last = 0;
  for (const found of text.matchAll(INLINE)) {
    plain(text.slice(last, found.index));
    last = found.index + found[0].length;
    const [, escaped, , strong, , under, , star, strike, code, label, picture, words, target, address] =
      found;
    const em = under ?? star;
    const inner = (source: string) => parseInline(source, depth + 1);
    if (escaped !== undefined) add(escaped);
    else if (strong !== undefined) parts.push({ kind: 'strong', parts: inner(strong) });
    else if (em !== undefined) parts.push({ kind: 'em', parts: inner(em) });
    else if (strike !== undefined) parts.push({ kind: 'strike', parts: inner(strike) });
    else if (code !== undefined) parts.push({ kind: 'code', text: code });
    else if (picture !== undefined)
      parts.push({
        kind: 'picture',
        attachmentId: Number(picture),
        label: (label ?? '').replace(ESCAPED, '$1'),
      });
    else if (words !== undefined && target !== undefined)
      parts.push({ kind: 'link', href: target, parts: inner(words) });
    else if (address !== undefined)
      parts.push({ kind: 'link', href: address, parts: [{ kind: 'text', text: address }] });
  }
  plain(text.slice(last));
  return parts;
}

const FENCE = /^ {0,3}(`{3,}|~{3,})\s*([\w+-]*)\s*$/;
const ITEM = /^( {0,3})(?:[-*+]|(\d{1,9})[.)])(?:\s+|$)/;
const HEADING = /^ {0,3}(#{1,6})\s+(.*?)(?:\s+#+)?$/;
const RULE = /^ {0,3}(?:(?:-\s*){3,}|(?:\*\s*){3,}|(?:_\s*){3,})$/;
const QUOTE = /^ {0,3}> ?/;

const isBlank = (line: string | undefined): boolean => line === undefined || line.trim() === '';
const isOrdered = (line: string): boolean => ITEM.exec(line)?.[2] !== undefined;
const isItem = (line: string): boolean => ITEM.test(line) && !RULE.test(line);
const begins = (line: string): boolean =>
  FENCE.test(line) || isItem(line) || HEADING.test(line) || RULE.test(line) || QUOTE.test(line);

/** The lines of one item, without its mark and its indentation; and where the next begins. */
function itemAt(lines: readonly string[], at: number): { own: string[]; next: number } {
  const first = lines[at] ?? '';
  const width = ITEM.exec(first)?.[0].length ?? 0;
  const own = [first.slice(width)];
  let next = at + 1;
  for (; next < lines.length; next += 1) {
    const line = lines[next] ?? '';
    const indent = line.length - line.trimStart().length;
    if (isBlank(line)) {
      const after = lines[next + 1];
      if (isBlank(after) || (after ?? '').length - (after ?? '').trimStart().length < 2) break;
      own.push('');
    } else if (indent >= 2) own.push(line.slice(Math.min(indent, width)));
    else if (begins(line) || isBlank(lines[next - 1])) break;
    else own.push(line);
  }
  return { own, next };
}

function listAt(lines: readonly string[], from: number, depth: number): { block: Block; next: number } {
  const ordered = isOrdered(lines[from] ?? '');
  const items: Block[][] = [];
  let at = from;
  for (;;) {
    const line = lines[at];
    if (line !== undefined && isItem(line) && isOrdered(line) === ordered) {
      const { own, next } = itemAt(lines, at);
      items.push(blocksOf(own, depth + 1));
      at = next;
    } else if (isBlank(line) && lines[at + 1] !== undefined && isItem(lines[at + 1] ?? '')) {
      if (isOrdered(lines[at + 1] ?? '') !== ordered) break;
      at += 1;
    } else break;
  }
  const start = Number(ITEM.exec(lines[from] ?? '')?.[2] ?? 1);
  return { block: { kind: 'list', ordered, start, items }, next: at };
}

function codeAt(lines: readonly string[], from: number): { block: Block; next: number } {
  const [, mark = '```', language = ''] = FENCE.exec(lines[from] ?? '') ?? [];
  const body: string[] = [];
  let at = from + 1;
  while (at < lines.length && (lines[at] ?? '').trim() !== mark) body.push(lines[at++] ?? '');
  return { block: { kind: 'code', text: body.join('\n'), language }, next: at + 1 };
}

function quoteAt(lines: readonly string[], from: number, depth: number): { block: Block; next: number } {
  const own: string[] = [];
  let at = from;
  while (at < lines.length && QUOTE.test(lines[at] ?? '')) own.push((lines[at++] ?? '').replace(QUOTE, ''));
  return { block: { kind: 'quote', blocks: blocksOf(own, depth + 1) }, next: at };
}

function paragraphAt(lines: readonly string[], from: number): { block: Block; next: number } {
  const own = [lines[from] ?? ''];
  let at = from + 1;
  while (at < lines.length && !isBlank(lines[at]) && !begins(lines[at] ?? '')) own.push(lines[at++] ?? '');
  return { block: { kind: 'paragraph', parts: parseInline(own.join('\n').trim()) }, next: at };
}

function blockAt(lines: readonly string[], at: number, depth: number): { block: Block; next: number } {
  const line = lines[at] ?? '';
  if (depth >= DEEPEST) return paragraphAt(lines, at);
  if (FENCE.test(line)) return codeAt(lines, at);
  if (RULE.test(line)) return { block: { kind: 'rule' }, next: at + 1 };
  const heading = HEADING.exec(line);
  if (heading)
    return {
      block: { kind: 'heading', level: heading[1]?.length ?? 1, parts: parseInline(heading[2] ?? '') },
      next: at + 1,
    };
  if (QUOTE.test(line)) return quoteAt(lines, at, depth);
  if (isItem(line)) return listAt(lines, at, depth);
  return paragraphAt(lines, at);
}

function blocksOf(lines: readonly string[], depth: number): Block[] {
  const blocks: Block[] = [];
  let at = 0;
  while (at < lines.length) {
    if (isBlank(lines[at])) {
      at += 1;
      continue;
    }
    const { block, next } = blockAt(lines, at, depth);
    blocks.push(block);
    at = next;
  }
  return blocks;
}

/**
 * The Markdown that people write in answers, notes and signatures: paragraphs, line ends, emphasis, code, links, lists,
 * quotes, headings, rules, pictures of our own. A tree and never HTML, so that nothing in it can become an element of
 * the page.
 */
export const parseMarkdown = (source: string): Block[] =>
  blocksOf(source.replace(/\r\n?/g, '\n').split('\n'), 0);

/** Whether a text, as it stands, would be read as more than its words. */
export const isPlainInline = (text: string): boolean =>
  parseInline(text).every((part) => part.kind === 'text' || part.kind === 'break') &&
  !/\\[\\`*_[\](){}#+\-.!<>~|]/.test(text);

/** Whether a line would begin something other than a paragraph. */
export const beginsBlock = (line: string): boolean => begins(line);

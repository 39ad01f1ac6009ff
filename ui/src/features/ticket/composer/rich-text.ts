import type { JSONContent } from '@tiptap/core';
import { type Block, beginsBlock, type Inline, isPlainInline, parseMarkdown } from '~/lib/markdown';

// What is written stays Markdown: the editor's document is made of it and turned into it again by the reading that the
// conversation uses, so that what somebody sees here is what is sent.

type Mark = NonNullable<JSONContent['marks']>[number];

const inlineDoc = (parts: readonly Inline[], marks: readonly Mark[] = []): JSONContent[] =>
  parts.flatMap((part) => inlineNodes(part, marks));

function inlineNodes(part: Inline, marks: readonly Mark[]): JSONContent[] {
  switch (part.kind) {
    case 'text':
      if (part.text === '') return [];
      return [{ type: 'text', text: part.text, ...(marks.length > 0 ? { marks: [...marks] } : {}) }];
    case 'break':
      return [{ type: 'hardBreak' }];
    case 'code':
      return [{ type: 'text', text: part.text, marks: [{ type: 'code' }] }];
    case 'picture':
      return [{ type: 'image', attrs: { attachmentId: part.attachmentId, alt: part.label } }];
    case 'link':
      return inlineDoc(part.parts, [{ type: 'link', attrs: { href: part.href } }, ...marks]);
    case 'strong':
      return inlineDoc(part.parts, [...marks, { type: 'bold' }]);
    case 'em':
      return inlineDoc(part.parts, [...marks, { type: 'italic' }]);
    case 'strike':
      return inlineDoc(part.parts, [...marks, { type: 'strike' }]);
  }
}

const withContent = (type: string, content: JSONContent[], attrs?: JSONContent['attrs']): JSONContent => ({
  type,
  ...(attrs ? { attrs } : {}),
  ...(content.length > 0 ? { content } : {}),
});

/** An item of a list begins with a paragraph. */
const itemDoc = (blocks: readonly Block[]): JSONContent => {
  const content = blocks.map(blockDoc);
  return withContent(
    'listItem',
    content[0]?.type === 'paragraph' ? content : [{ type: 'paragraph' }, ...content],
  );
};

function blockDoc(block: Block): JSONContent {
  switch (block.kind) {
    case 'paragraph':
      return withContent('paragraph', inlineDoc(block.parts));
    case 'heading':
      return withContent('heading', inlineDoc(block.parts), { level: Math.min(block.level, 3) });
    case 'rule':
      return { type: 'horizontalRule' };
    case 'code':
      return withContent('codeBlock', block.text === '' ? [] : [{ type: 'text', text: block.text }], {
        language: block.language || null,
      });
    case 'quote': {
      const content = block.blocks.map(blockDoc);
      return withContent('blockquote', content.length > 0 ? content : [{ type: 'paragraph' }]);
    }
    case 'list':
      return withContent(
        block.ordered ? 'orderedList' : 'bulletList',
        block.items.map(itemDoc),
        block.ordered ? { start: block.start } : undefined,
      );
  }
}

/** The editor's document of a Markdown text. */
export function toDoc(markdown: string): JSONContent {
  const content = parseMarkdown(markdown).map(blockDoc);
  // Markdown drops the space at the end; whoever is typing stands behind it.
  const space = /[ \t]+$/.exec(markdown)?.[0];
  const last = content.at(-1);
  if (space && last?.type === 'paragraph')
    last.content = [...(last.content ?? []), { type: 'text', text: space }];
  return { type: 'doc', content: content.length > 0 ? content : [{ type: 'paragraph' }] };
}

const escapeAll = (text: string): string => text.replace(/[\\`*_[\]~]/g, '\\$&');
/** A backslash only where the words would be read as more than words. */
const escaped = (text: string): string =>
  isPlainInline(text) || /^https?:\/\/\S+$/.test(text) ? text : escapeAll(text);

const MARKS: Record<string, [string, string]> = {
  bold: ['**', '**'],
  italic: ['*', '*'],
  strike: ['~~', '~~'],
};
const ORDER = ['link', 'bold', 'italic', 'strike'];

const markKey = (mark: Mark): string => `${mark.type} ${String(mark.attrs?.href ?? '')}`;
const openingOf = (mark: Mark): string => (mark.type === 'link' ? '[' : (MARKS[mark.type]?.[0] ?? ''));
const closingOf = (mark: Mark): string =>
  mark.type === 'link' ? `](${String(mark.attrs?.href ?? '')})` : (MARKS[mark.type]?.[1] ?? '');

/** Marks stand at the words: a space inside their ends would unmake them. */
function wrap(text: string, marks: readonly Mark[]): string {
  const [, before = '', words = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(text) ?? [];
  if (words === '') return text;
  const [only] = marks;
  if (marks.length === 1 && only?.type === 'link' && only.attrs?.href === words)
    return `${before}${words}${after}`;
  return `${before}${marks.map(openingOf).join('')}${words}${[...marks].reverse().map(closingOf).join('')}${after}`;
}

function inlineText(nodes: readonly JSONContent[]): string {
  let text = '';
  let at = 0;
  while (at < nodes.length) {
    const node = nodes[at] as JSONContent;
    if (node.type === 'hardBreak') {
      text = `${text.trimEnd()}\n`;
      at += 1;
    } else if (node.type === 'image') {
      text += `![${escapeAll(String(node.attrs?.alt ?? ''))}](cid:attachment-${Number(node.attrs?.attachmentId)})`;
      at += 1;
    } else {
      const run = runAt(nodes, at);
      text += run.text;
      at = run.next;
    }
  }
  return text;
}

/** What has the same outermost mark is written as one. */
function runAt(nodes: readonly JSONContent[], from: number): { text: string; next: number } {
  const first = nodes[from] as JSONContent;
  const marks = (first.marks ?? []).toSorted((a, b) => ORDER.indexOf(a.type) - ORDER.indexOf(b.type));
  if (marks.some((mark) => mark.type === 'code')) return { text: `\`${first.text ?? ''}\``, next: from + 1 };
  const outer = marks[0];
  if (!outer) return { text: escaped(first.text ?? ''), next: from + 1 };
  const inner: JSONContent[] = [];
  let next = from;
  for (; next < nodes.length; next += 1) {
    const node = nodes[next] as JSONContent;
    const found = node.marks?.find((mark) => markKey(mark) === markKey(outer));
    if (node.type !== 'text' || !found) break;
    inner.push({ ...node, marks: node.marks?.filter((mark) => mark !== found) });
  }
  return { text: wrap(inlineText(inner), [outer]), next };
}

/** Lines that would begin something else are kept as the words they are. */
const asParagraph = (text: string): string =>
  text
    .split('\n')
    .map((line) => (beginsBlock(line) ? line.replace(/^(\s*)(\d+)?(.)/, '$1$2\\$3') : line))
    .join('\n');

const indented = (text: string, width: number): string =>
  text.replaceAll('\n', `\n${' '.repeat(width)}`).replace(/\n +(?=\n|$)/g, '\n');

function listText(node: JSONContent): string {
  const ordered = node.type === 'orderedList';
  const start = Number(node.attrs?.start ?? 1);
  return (node.content ?? [])
    .map((item, index) => {
      const mark = ordered ? `${start + index}. ` : '- ';
      const [first, ...rest] = item.content ?? [];
      const lines = [first ? blockText(first) : '', ...rest.map(blockText)];
      const tight = rest.every((one) => one.type === 'bulletList' || one.type === 'orderedList');
      return `${mark}${indented(lines.join(tight ? '\n' : '\n\n'), mark.length)}`;
    })
    .join('\n');
}

function blockText(node: JSONContent): string {
  const content = node.content ?? [];
  switch (node.type) {
    case 'heading':
      return `${'#'.repeat(Number(node.attrs?.level ?? 1))} ${inlineText(content).replaceAll('\n', ' ')}`;
    case 'horizontalRule':
      return '---';
    case 'codeBlock': {
      const text = content.map((one) => one.text ?? '').join('');
      const fence = text.includes('```') ? '~~~' : '```';
      return `${fence}${String(node.attrs?.language ?? '')}\n${text}\n${fence}`;
    }
    case 'blockquote':
      return content
        .map(blockText)
        .join('\n\n')
        .split('\n')
        .map((line) => (line === '' ? '>' : `> ${line}`))
        .join('\n');
    case 'bulletList':
    case 'orderedList':
      return listText(node);
    default:
      return asParagraph(inlineText(content));
  }
}

/** The Markdown of the editor's document. */
export function toMarkdown(doc: JSONContent): string {
  return (doc.content ?? [])
    .map(blockText)
    .filter((text) => text.trim() !== '')
    .join('\n\n')
    .trimEnd();
}

const words = (text: string): string => text.replace(/[\s\\]+/g, '');

/** Whether the editor can show a text without losing a letter of it; else it stays plain. */
export const isSafe = (markdown: string): boolean => {
  const again = toMarkdown(toDoc(markdown));
  return words(again) === words(markdown) || toMarkdown(toDoc(again)) === again;
};

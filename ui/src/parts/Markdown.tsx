import type { ReactNode } from 'react';
import { type Block, type Inline, parseMarkdown } from '~/lib/markdown';

/** Markdown as elements of ours. */
export function Markdown({ source }: { source: string }) {
  return <>{parseMarkdown(source).map(block)}</>;
}

const inlines = (parts: readonly Inline[]): ReactNode[] => parts.map(inline);

function inline(part: Inline, index: number): ReactNode {
  switch (part.kind) {
    case 'text':
      return part.text;
    case 'break':
      return <br key={index} />;
    case 'code':
      return <code key={index}>{part.text}</code>;
    case 'strong':
      return <strong key={index}>{inlines(part.parts)}</strong>;
    case 'em':
      return <em key={index}>{inlines(part.parts)}</em>;
    case 'link':
      return (
        <a key={index} href={part.href} target="_blank" rel="noopener noreferrer">
          {inlines(part.parts)}
        </a>
      );
  }
}

function block(part: Block, index: number): ReactNode {
  switch (part.kind) {
    case 'rule':
      return <hr key={index} />;
    case 'heading':
      return (
        <p key={index}>
          <strong>{inlines(part.parts)}</strong>
        </p>
      );
    case 'paragraph':
      return <p key={index}>{inlines(part.parts)}</p>;
    case 'list': {
      const List = part.ordered ? 'ol' : 'ul';
      return (
        <List key={index}>
          {part.items.map((item, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the items of one text never move
            <li key={at}>{inlines(item)}</li>
          ))}
        </List>
      );
    }
  }
}

import type { ReactNode } from 'react';
import { type Block, type Inline, parseMarkdown } from '~/lib/markdown';

interface MarkdownProps {
  source: string;
  /** Where the pictures of a message come from; without it their names stand in their place. */
  pictureAddress?: (attachmentId: number) => string;
}

/** Markdown as elements of ours. */
export function Markdown({ source, pictureAddress }: MarkdownProps) {
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
      case 'strike':
        return <s key={index}>{inlines(part.parts)}</s>;
      case 'picture':
        return pictureAddress ? (
          <img
            key={index}
            src={pictureAddress(part.attachmentId)}
            alt={part.label}
            style={{ maxWidth: '100%', borderRadius: 6 }}
          />
        ) : (
          `[${part.label}]`
        );
      case 'link':
        return (
          <a key={index} href={part.href} target="_blank" rel="noopener noreferrer">
            {inlines(part.parts)}
          </a>
        );
    }
  }

  function item(blocks: readonly Block[]): ReactNode {
    const [first, ...rest] = blocks;
    if (first?.kind !== 'paragraph') return blocks.map(block);
    return (
      <>
        {inlines(first.parts)}
        {rest.map(block)}
      </>
    );
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
      case 'code':
        return (
          <pre key={index}>
            <code>{part.text}</code>
          </pre>
        );
      case 'quote':
        return <blockquote key={index}>{part.blocks.map(block)}</blockquote>;
      case 'list': {
        const items = part.items.map((one, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the items of one text never move
          <li key={at}>{item(one)}</li>
        ));
        return part.ordered ? (
          <ol key={index} start={part.start}>
            {items}
          </ol>
        ) : (
          <ul key={index}>{items}</ul>
        );
      }
    }
  }

  return <>{parseMarkdown(source).map(block)}</>;
}

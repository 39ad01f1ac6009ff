import type { ReactNode } from 'react';
import { type Block, type Inline, parseMarkdown } from '~/lib/markdown';
import classes from './Markdown.module.css';

interface MarkdownProps {
  source: string;
  /** Where the pictures of a message come from; without it their names stand in their place. */
  pictureAddress?: (attachmentId: number) => string | undefined;
  /** Whom a note calls: "@Ana Ruiz"; `me` stands out. */
  called?: readonly string[];
  me?: string;
}

/** A text, with those whom it calls marked. */
function marked(text: string, called: readonly string[], me: string | undefined): ReactNode {
  if (called.length === 0) return text;
  const names = called
    .toSorted((a, b) => b.length - a.length)
    .map((one) => one.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
  return text.split(new RegExp(`(${names.join('|')})`)).map((piece, at) =>
    called.includes(piece) ? (
      // biome-ignore lint/suspicious/noArrayIndexKey: the pieces of one text never move
      <mark key={at} className={classes.called} data-me={piece === me || undefined}>
        {piece}
      </mark>
    ) : (
      piece
    ),
  );
}

/** Markdown as elements of ours. */
export function Markdown({ source, pictureAddress, called = [], me }: MarkdownProps) {
  const inlines = (parts: readonly Inline[]): ReactNode[] => parts.map(inline);

  function inline(part: Inline, index: number): ReactNode {
    switch (part.kind) {
      case 'text':
        return marked(part.text, called, me);
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
      case 'picture': {
        const address = pictureAddress?.(part.attachmentId);
        if (address === undefined) return `[${part.label}]`;
        return <img key={index} className={classes.picture} src={address} alt={part.label} />;
      }
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

import { Button, TextInput } from '@mantine/core';
import { type Editor, useEditorState } from '@tiptap/react';
import { type KeyboardEvent, useState } from 'react';
import { t } from '~/lib/i18n';
import classes from './RichField.module.css';

interface Tool {
  name: string;
  label: string;
  face: string;
  run: (editor: Editor) => void;
}

const tools = (): Tool[] => [
  {
    name: 'bold',
    label: t('composer.bold'),
    face: 'B',
    run: (e) => e.chain().focus().toggleBold().run(),
  },
  {
    name: 'italic',
    label: t('composer.italic'),
    face: 'I',
    run: (e) => e.chain().focus().toggleItalic().run(),
  },
  {
    name: 'bulletList',
    label: t('composer.bullets'),
    face: '• —',
    run: (e) => e.chain().focus().toggleBulletList().run(),
  },
  {
    name: 'orderedList',
    label: t('composer.numbers'),
    face: '1. —',
    run: (e) => e.chain().focus().toggleOrderedList().run(),
  },
  {
    name: 'blockquote',
    label: t('composer.quote'),
    face: '❝',
    run: (e) => e.chain().focus().toggleBlockquote().run(),
  },
  { name: 'code', label: t('composer.code'), face: '</>', run: (e) => e.chain().focus().toggleCode().run() },
];

/** One stop of the Tab key, arrows within: as a toolbar is. */
const move = (event: KeyboardEvent<HTMLDivElement>): void => {
  const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
  if (step === 0) return;
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('button')];
  const at = all.indexOf(document.activeElement as HTMLElement);
  event.preventDefault();
  all[(at + step + all.length) % all.length]?.focus();
};

/** How the words look, by pressing; the usual chords do the same. */
export function RichTools({ editor }: { editor: Editor }) {
  const active = useEditorState({
    editor,
    selector: ({ editor: now }) =>
      ['bold', 'italic', 'bulletList', 'orderedList', 'blockquote', 'code', 'link']
        .filter((name) => now.isActive(name))
        .join(' '),
  });
  const [linking, setLinking] = useState(false);
  const [address, setAddress] = useState('');
  const on = new Set(active.split(' '));
  const setLink = () => {
    const href = address.trim();
    const whole = /^(https?:|mailto:)/.test(href)
      ? href
      : href.includes('@')
        ? `mailto:${href}`
        : `https://${href}`;
    const chain = editor.chain().focus();
    if (href === '') chain.extendMarkRange('link').unsetLink().run();
    else if (editor.state.selection.empty && !on.has('link'))
      chain
        .insertContent({ type: 'text', text: href, marks: [{ type: 'link', attrs: { href: whole } }] })
        .run();
    else chain.extendMarkRange('link').setLink({ href: whole }).run();
    setLinking(false);
  };
  return (
    <>
      <div className={classes.tools} role="toolbar" aria-label={t('composer.look')} onKeyDown={move}>
        {tools().map((tool, index) => (
          <button
            key={tool.name}
            type="button"
            tabIndex={index === 0 ? 0 : -1}
            className={classes.tool}
            aria-pressed={on.has(tool.name)}
            aria-label={tool.label}
            title={tool.label}
            onMouseDown={(event) => event.preventDefault()}
            onClick={() => tool.run(editor)}
          >
            <span aria-hidden className={classes.face} data-face={tool.face} data-tool={tool.name} />
          </button>
        ))}
        <button
          type="button"
          tabIndex={-1}
          className={classes.tool}
          aria-pressed={on.has('link')}
          aria-expanded={linking}
          onClick={() => {
            setAddress(String(editor.getAttributes('link').href ?? ''));
            setLinking(!linking);
          }}
        >
          {t('composer.link')}
        </button>
      </div>
      {linking ? (
        <div className={classes.link}>
          <TextInput
            size="xs"
            label={t('composer.link_to')}
            placeholder="https://"
            value={address}
            data-autofocus
            ref={(node) => node?.focus()}
            onChange={(event) => setAddress(event.currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key === 'Enter') {
                event.preventDefault();
                setLink();
              } else if (event.key === 'Escape') {
                event.stopPropagation();
                setLinking(false);
                editor.commands.focus();
              }
            }}
          />
          <Button size="xs" variant="default" onClick={setLink}>
            {t('composer.link_set')}
          </Button>
        </div>
      ) : null}
    </>
  );
}

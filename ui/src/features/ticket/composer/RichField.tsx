import { Extension, Node } from '@tiptap/core';
import { type Editor, EditorContent, useEditor } from '@tiptap/react';
import StarterKit from '@tiptap/starter-kit';
import { type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import { attachmentAddress } from '~/api/tickets';
import { isPlainInline } from '~/lib/markdown';
import composer from '../Composer.module.css';
import type { FieldHandle, FieldProps } from './field';
import classes from './RichField.module.css';
import { RichTools } from './RichTools';
import { toDoc, toMarkdown } from './rich-text';

/** A picture that was uploaded for this message; pictures from elsewhere are not taken along. */
const Picture = Node.create({
  name: 'image',
  group: 'inline',
  inline: true,
  draggable: true,
  addAttributes: () => ({ attachmentId: { default: 0 }, alt: { default: '' } }),
  parseHTML: () => [
    {
      tag: 'img[data-attachment]',
      getAttrs: (node) => ({
        attachmentId: Number(node.dataset.attachment),
        alt: node.getAttribute('alt') ?? '',
      }),
    },
  ],
  renderHTML: ({ node }) => [
    'img',
    {
      src: attachmentAddress(Number(node.attrs.attachmentId)),
      alt: String(node.attrs.alt),
      'data-attachment': String(node.attrs.attachmentId),
    },
  ],
});

/** Enter within a paragraph is a line end, as in the plain field and in the letter; twice is a new paragraph. */
const LineEnds = Extension.create({
  name: 'lineEnds',
  addKeyboardShortcuts() {
    return {
      Enter: ({ editor }) => {
        const { $from, empty } = editor.state.selection;
        if (!empty || $from.parent.type.name !== 'paragraph' || $from.depth > 1) return false;
        if ($from.parent.content.size === 0 || $from.nodeBefore?.type.name === 'hardBreak') {
          if ($from.nodeBefore?.type.name !== 'hardBreak') return false;
          return editor
            .chain()
            .deleteRange({ from: $from.pos - 1, to: $from.pos })
            .splitBlock()
            .run();
        }
        return editor.commands.setHardBreak();
      },
    };
  },
});

const EXTENSIONS = [
  StarterKit.configure({
    underline: false,
    heading: { levels: [1, 2, 3] },
    link: {
      openOnClick: false,
      autolink: true,
      protocols: ['https', 'http', 'mailto'],
      defaultProtocol: 'https',
    },
    trailingNode: false,
  }),
  Picture,
  LineEnds,
];

const before = (editor: Editor): string => {
  const { $from } = editor.state.selection;
  return $from.parent.textBetween(0, $from.parentOffset, '\n', '\n').split('\n').at(-1) ?? '';
};

/** What the field says of itself; an absent one must not be there at all. */
function attributesOf({ label, placeholder, invalid, list, value }: FieldProps): Record<string, string> {
  return {
    class: `${composer.field} ${classes.rich}`,
    role: 'textbox',
    'aria-multiline': 'true',
    'aria-label': label,
    'aria-autocomplete': 'list',
    'aria-haspopup': 'listbox',
    'data-placeholder': value === '' ? placeholder : '',
    ...(placeholder ? { 'aria-placeholder': placeholder } : {}),
    ...(invalid ? { 'aria-invalid': 'true' } : {}),
    ...(list.opened ? { 'aria-controls': list.id } : {}),
    ...(list.active ? { 'aria-activedescendant': list.active } : {}),
  };
}

/** The same text with its look; its value stays Markdown. */
export default function RichField({ ref, ...props }: FieldProps & { ref: Ref<FieldHandle> }) {
  const latest = useRef(props);
  latest.current = props;
  const written = useRef(props.value);
  const editor = useEditor({
    extensions: EXTENSIONS,
    content: toDoc(props.value),
    autofocus: false,
    immediatelyRender: true,
    injectCSS: false,
    editorProps: {
      attributes: attributesOf(props),
      handleDOMEvents: {
        // The chords that send are the workspace's: the editor would make a line end of them.
        keydown: (_view, event) => {
          if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return false;
          if (latest.current.onKey(event)) event.preventDefault();
          return true;
        },
      },
      handleKeyDown: (_view, event) => {
        const used = latest.current.onKey(event);
        if (used) event.preventDefault();
        return used;
      },
      handlePaste: (_view, event) => {
        const files = [...(event.clipboardData?.files ?? [])];
        // A copied table of a spreadsheet comes as a picture too: then its words are meant.
        if (files.length === 0 || (event.clipboardData?.getData('text/plain') ?? '') !== '') return false;
        latest.current.onFiles(files);
        return true;
      },
      handleDrop: (_view, event) => (event.dataTransfer?.files.length ?? 0) > 0,
    },
    onUpdate: ({ editor: now }) => {
      written.current = toMarkdown(now.getJSON());
      latest.current.onChange(written.current);
      latest.current.onCaret(before(now));
    },
    onSelectionUpdate: ({ editor: now }) => latest.current.onCaret(before(now)),
    onFocus: () => latest.current.onFocus(),
    onBlur: () => latest.current.onBlur(),
  });

  // Before anything is painted: a letter typed while the focus is nowhere would be a command of the workspace.
  useLayoutEffect(() => {
    // One that waited too long to be shown is thrown away, and another comes.
    if (!latest.current.autoFocus || editor.isDestroyed) return;
    editor.commands.setTextSelection(editor.state.doc.content.size);
    editor.view.focus();
  }, [editor]);

  // At once, not after painting: a key pressed in between would write over what came.
  useLayoutEffect(() => {
    if (props.value === written.current) return;
    written.current = props.value;
    editor.commands.setContent(toDoc(props.value), { emitUpdate: false });
    if (editor.isFocused) editor.commands.focus('end');
  }, [editor, props.value]);

  useImperativeHandle(ref, () => ({
    focus: () => editor.commands.focus(),
    put: (words, length = 0) => {
      const at = editor.state.selection.from;
      editor
        .chain()
        .focus()
        .deleteRange({ from: at - length, to: editor.state.selection.to })
        .run();
      insert(editor, words);
    },
    picture: (attachmentId, alt) =>
      editor.chain().focus().insertContent({ type: 'image', attrs: { attachmentId, alt } }).run(),
  }));

  return (
    <div className={classes.whole}>
      <EditorContent editor={editor} />
      <RichTools editor={editor} />
    </div>
  );
}

/** Words of one paragraph go into the line; more stand by themselves. */
function insert(editor: Editor, words: string): void {
  if (!words.includes('\n') && isPlainInline(words)) {
    editor.view.dispatch(editor.state.tr.insertText(words));
    return;
  }
  const content = toDoc(words).content ?? [];
  const [only] = content;
  editor.commands.insertContent(
    content.length === 1 && only?.type === 'paragraph' ? (only.content ?? []) : content,
  );
}

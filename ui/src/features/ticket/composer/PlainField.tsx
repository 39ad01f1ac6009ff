import { type Ref, useImperativeHandle, useLayoutEffect, useRef } from 'react';
import classes from '../Composer.module.css';
import type { FieldHandle, FieldProps } from './field';

/** Text as it is typed: there from the first moment, and for who likes it so. */
export function PlainField({ ref, ...props }: FieldProps & { ref: Ref<FieldHandle> }) {
  const field = useRef<HTMLTextAreaElement>(null);
  const { value, onChange, list } = props;
  const told = (node: HTMLTextAreaElement) =>
    props.onCaret(node.value.slice(0, node.selectionStart).split('\n').at(-1) ?? '');
  const put = (words: string, length = 0) => {
    const node = field.current;
    if (!node) return;
    const from = node.selectionStart - length;
    node.setRangeText(words, from, node.selectionEnd, 'end');
    onChange(node.value);
    node.focus();
  };
  useImperativeHandle(ref, () => ({
    focus: () => field.current?.focus(),
    put,
    picture: (id, name) => put(`![${name.replace(/[[\]\\]/g, '')}](cid:attachment-${id})`),
  }));
  // biome-ignore lint/correctness/useExhaustiveDependencies: only as it appears
  useLayoutEffect(() => {
    const node = field.current;
    if (!node || !props.autoFocus) return;
    node.focus();
    node.setSelectionRange(node.value.length, node.value.length);
  }, []);
  return (
    <textarea
      ref={field}
      className={classes.field}
      aria-label={props.label}
      aria-invalid={props.invalid || undefined}
      aria-autocomplete="list"
      aria-haspopup="listbox"
      aria-controls={list.opened ? list.id : undefined}
      aria-activedescendant={list.active}
      placeholder={props.placeholder}
      value={value}
      onChange={(event) => {
        onChange(event.currentTarget.value);
        told(event.currentTarget);
      }}
      onSelect={(event) => told(event.currentTarget)}
      onFocus={props.onFocus}
      onBlur={props.onBlur}
      onPaste={(event) => {
        if (event.clipboardData.files.length > 0) {
          event.preventDefault();
          props.onFiles([...event.clipboardData.files]);
        }
      }}
      onKeyDown={(event) => {
        if (props.onKey(event.nativeEvent)) event.preventDefault();
      }}
    />
  );
}

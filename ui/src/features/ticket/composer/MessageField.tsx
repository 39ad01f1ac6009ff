import { Suspense, useRef, useState } from 'react';
import type { FieldHandle, FieldProps } from './field';
import { PlainField } from './PlainField';
import { RichField, useField } from './use-field';

interface MessageFieldProps {
  label: string;
  value: string;
  invalid: boolean;
  onChange: (text: string) => void;
  /** Ctrl or ⌘ with Enter. */
  onSubmit: () => void;
}

const NO_LIST = { id: '', active: undefined, opened: false };

/** The reply box's editor by itself, for a form of other fields. */
export function MessageField({ label, value, invalid, onChange, onSubmit }: MessageFieldProps) {
  const field = useRef<FieldHandle>(null);
  const [focused, setFocused] = useState(false);
  const look = useField(() => value);
  const props: FieldProps = {
    label,
    placeholder: '',
    value,
    turn: 0,
    invalid,
    autoFocus: focused,
    list: NO_LIST,
    onChange,
    onCaret: () => undefined,
    onFiles: () => undefined,
    onFocus: () => {
      setFocused(true);
      look.begin();
    },
    onBlur: () => setFocused(false),
    onKey: (event) => {
      if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return false;
      onSubmit();
      return true;
    },
  };
  const plain = <PlainField ref={field} {...props} />;
  return look.rich ? (
    <Suspense fallback={plain}>
      <RichField ref={field} {...props} />
    </Suspense>
  ) : (
    plain
  );
}

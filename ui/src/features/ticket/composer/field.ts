/** What the plain and the rich field have in common, for the box around them. */
export interface FieldHandle {
  focus: () => void;
  /** Puts words where the caret is, in place of the `length` letters before it. */
  put: (words: string, length?: number) => void;
  /** A picture of ours, where the caret is. */
  picture: (attachmentId: number, name: string) => void;
}

export interface FieldProps {
  label: string;
  placeholder: string;
  value: string;
  /** Grows when the value came from elsewhere than this field. */
  turn: number;
  autoFocus: boolean;
  invalid?: boolean;
  /** Wiring of the list that opens at "/" and "@". */
  list: { id: string; active: string | undefined; opened: boolean };
  onChange: (value: string) => void;
  /** What stands before the caret in its line. */
  onCaret: (before: string) => void;
  onFiles: (files: readonly File[]) => void;
  onFocus: () => void;
  onBlur: () => void;
  /** True: the key was used. */
  onKey: (event: KeyboardEvent) => boolean;
}

export interface Token {
  kind: 'quick' | 'mention';
  query: string;
  /** Letters to be replaced, its mark among them. */
  length: number;
}

/** "/gra" or "@ana lu" at the caret; a slash within a word, an address or a date opens nothing. */
export function tokenAt(before: string, isNote: boolean): Token | null {
  const quick = /(?:^|\s)\/([\p{L}\p{N}_-]{0,40})$/u.exec(before);
  if (quick) return { kind: 'quick', query: quick[1] ?? '', length: (quick[1] ?? '').length + 1 };
  const called = isNote ? /(?:^|[\s(])@(\p{L}*(?: \p{L}*)?)$/u.exec(before) : null;
  return called ? { kind: 'mention', query: called[1] ?? '', length: (called[1] ?? '').length + 1 } : null;
}

/** Words of three languages that promise a file. */
const PROMISE =
  /\b(adjunt\p{L}*|anex(?:o|os|a|as|ei|amos|ado|ada|ados|adas)|attach(?:ed|ing|ment|ments)?)\b/iu;

/** Says "attached" in what was written now, not in what is quoted. */
export const promisesFile = (text: string): boolean =>
  PROMISE.test(
    text
      .split('\n')
      .filter((line) => !/^\s*>/.test(line))
      .join('\n'),
  );

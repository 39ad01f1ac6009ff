/** Two letters for an avatar: "María Peña" is MP. */
export function initials(name: string | null | undefined): string {
  const words = (name ?? '')
    .trim()
    .split(/[\s@._-]+/u)
    .filter(Boolean);
  const letters = [words[0], words.length > 1 ? words[words.length - 1] : undefined]
    .map((word) => (word ? [...word][0] : ''))
    .join('');
  return letters.toLocaleUpperCase() || '?';
}

/** A number from 0 to `buckets` - 1 that is always the same for the same text. */
export function bucketOf(text: string, buckets: number): number {
  let sum = 7;
  for (const letter of text) sum = (sum * 31 + (letter.codePointAt(0) ?? 0)) % 9973;
  return sum % buckets;
}

/** Case and accents folded, for finding "camión" by "camion". */
export function fold(text: string): string {
  return text
    .normalize('NFD')
    .replace(/\p{Diacritic}/gu, '')
    .toLocaleLowerCase();
}

/**
 * How well a query finds a text: 0 is best, null is not at all. Letters may be apart, but in order, so "nca" finds
 * "Nuevo caso".
 */
export function matchScore(query: string, text: string): number | null {
  const wanted = fold(query.trim());
  const there = fold(text);
  if (wanted === '') return 0;
  const whole = there.indexOf(wanted);
  if (whole === 0) return 0;
  if (whole > 0) return 1 + (there[whole - 1] === ' ' ? 0 : 1);
  let from = 0;
  let gaps = 0;
  for (const letter of wanted) {
    const at = there.indexOf(letter, from);
    if (at < 0) return null;
    gaps += at - from;
    from = at + 1;
  }
  return 10 + gaps;
}

/** A part of a text that is to be marked or not. */
export interface Piece {
  text: string;
  marked: boolean;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'", '#x27': "'" };

/** A search snippet (escaped, with <mark> only) as pieces, so that it never becomes HTML again. */
export function snippetPieces(snippet: string): Piece[] {
  const plain = (part: string) =>
    part.replace(/&(#?\w+);/g, (whole, name: string) => ENTITIES[name] ?? whole);
  return snippet
    .split(/(<mark>.*?<\/mark>)/s)
    .filter((part) => part !== '')
    .map((part) => {
      const marked = /^<mark>(.*)<\/mark>$/s.exec(part);
      return { text: plain(marked?.[1] ?? part), marked: marked !== null };
    });
}

/** Text cut into plain parts and web addresses, so that addresses can become links. */
export function linkPieces(text: string): { text: string; href: string | null }[] {
  const pieces: { text: string; href: string | null }[] = [];
  let last = 0;
  for (const match of text.matchAll(/https?:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g)) {
    if (match.index > last) pieces.push({ text: text.slice(last, match.index), href: null });
    pieces.push({ text: match[0], href: match[0] });
    last = match.index + match[0].length;
  }
  if (last < text.length) pieces.push({ text: text.slice(last), href: null });
  return pieces;
}

import type { Attachment, MailPerson, MessageMail } from '~/api/records';
import { t, textOr } from '~/lib/i18n';

/** "Ana Ruiz <ana@example.com>", or whichever of the two is known. */
export function personName(person: MailPerson): string {
  const name = person.name?.trim();
  return name && name !== person.address ? `${name} <${person.address}>` : person.address;
}

/** The people of a list; whatever else a record may hold there is nobody. */
export const peopleOf = (list: unknown): MailPerson[] =>
  Array.isArray(list)
    ? list.filter(
        (one): one is MailPerson =>
          typeof one === 'object' && one !== null && typeof (one as MailPerson).address === 'string',
      )
    : [];

export type VerdictTone = 'ok' | 'warn' | 'danger' | 'plain';

const VERDICTS: Record<string, VerdictTone> = {
  pass: 'ok',
  fail: 'danger',
  permerror: 'warn',
  temperror: 'warn',
  softfail: 'warn',
  policy: 'warn',
};

/** How good a verdict of RFC 8601 is. */
export const verdictTone = (verdict: string | null): VerdictTone => VERDICTS[verdict ?? ''] ?? 'plain';

/** "pasó"; a word of another server's own stays as it is. */
export const verdictName = (verdict: string | null): string =>
  verdict ? textOr(`mail.verdict_${verdict}`, verdict) : t('mail.verdict_none');

/** Why the sender may not be who it says, for a person who has to decide. */
export function suspicionWords(mail: MessageMail | null | undefined): string | null {
  const suspicion = mail?.suspicion;
  return suspicion ? textOr(`mail.suspicion_${suspicion}`, t('mail.suspicion_unknown')) : null;
}

export type FileKind = 'message' | 'signature' | 'encrypted' | 'calendar';

const KINDS: readonly [RegExp, FileKind][] = [
  [/^message\/rfc822$/i, 'message'],
  [/^application\/(x-)?pkcs7-signature$|^application\/pgp-signature$/i, 'signature'],
  [/^application\/(x-)?pkcs7-mime$|^application\/pgp-encrypted$/i, 'encrypted'],
  [/^text\/calendar$/i, 'calendar'],
];
const ENDINGS: readonly [RegExp, FileKind][] = [
  [/\.eml(\.txt)?$/i, 'message'],
  [/\.(p7s|asc|sig)$/i, 'signature'],
  [/\.p7m$/i, 'encrypted'],
  [/\.ics$/i, 'calendar'],
];

/** What kind of part of a mail a file is, where its name alone says little. */
export function fileKind(file: Attachment): FileKind | null {
  const type = file.type.split(';')[0]?.trim() ?? '';
  return (
    KINDS.find(([pattern]) => pattern.test(type))?.[1] ??
    ENDINGS.find(([pattern]) => pattern.test(file.name))?.[1] ??
    null
  );
}

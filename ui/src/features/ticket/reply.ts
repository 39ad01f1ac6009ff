import { Problem } from '~/api/problem';
import type { Channel, MailPerson, Message, Ticket } from '~/api/records';
import type { MailFields } from '~/api/tickets';
import { t } from '~/lib/i18n';
import { peopleOf } from './mail-words';

/** Whom an answer goes to, as it was typed; undefined: whoever the server thinks of. */
export interface Addressed {
  to?: string;
  cc?: string;
  bcc?: string;
  /** The mailbox that was chosen to send it by. */
  channelId?: number;
}

/** Of each list; the server takes no more. */
export const MOST_PEOPLE = 50;
const ADDRESS = /^[^\s@<>",;]+@[^\s@<>",;]+\.[^\s@<>",;.]+$/;

/** Cuts at commas, semicolons and line ends that are not within quotes or angle brackets. */
function pieces(text: string): string[] {
  const found: string[] = [];
  let piece = '';
  let quoted = false;
  let bracketed = false;
  for (const letter of text) {
    if (letter === '"' && !bracketed) quoted = !quoted;
    else if (letter === '<' && !quoted) bracketed = true;
    else if (letter === '>' && !quoted) bracketed = false;
    if (/[,;\n]/.test(letter) && !quoted && !bracketed) {
      found.push(piece);
      piece = '';
    } else piece += letter;
  }
  return [...found, piece].map((one) => one.trim()).filter((one) => one !== '');
}

export interface Typed {
  people: MailPerson[];
  /** What is no address. */
  wrong: string[];
}

/** "Ana <ana@example.com>, luis@example.com" as people; nobody twice. */
export function parsePeople(text: string): Typed {
  const typed: Typed = { people: [], wrong: [] };
  const seen = new Set<string>();
  for (const piece of pieces(text)) {
    const [, quoted, plain, inner] = /^(?:"([^"]*)"|([^<"]*))\s*<([^<>]*)>$/.exec(piece) ?? [];
    const address = (inner ?? piece).trim();
    const name = (quoted ?? plain ?? '').trim();
    if (!ADDRESS.test(address)) typed.wrong.push(piece);
    else if (!seen.has(address.toLowerCase())) {
      seen.add(address.toLowerCase());
      typed.people.push(name ? { name, address } : { address });
    }
  }
  return typed;
}

/** People as they are typed; a name with a comma in it is quoted. */
export const peopleText = (people: readonly MailPerson[]): string =>
  people
    .map(({ name, address }) => {
      const plain = name?.replaceAll('"', '').trim();
      if (!plain || plain === address) return address;
      return /[,;<>]/.test(plain) ? `"${plain}" <${address}>` : `${plain} <${address}>`;
    })
    .join(', ');

/** The last mail that came in; what an answer goes by. */
export const lastReceived = (messages: readonly Message[]): Message | undefined =>
  messages.findLast((message) => message.direction === 'in' && message.public && message.mail);

/** Who had a copy of the customer's last mail, without our own addresses: they get one of the answer too. */
export function usualCopies(messages: readonly Message[], channels: readonly Channel[]): MailPerson[] {
  const own = new Set(channels.map((channel) => channel.address.toLowerCase()));
  return peopleOf(lastReceived(messages)?.recipients?.cc).filter(
    (person) => !own.has(person.address.toLowerCase()),
  );
}

/** The mailboxes that can send, the one the answer leaves by first when nobody chooses. */
export const sendingChannels = (channels: readonly Channel[]): Channel[] =>
  channels.filter((channel) => channel.is_active && channel.sends !== 'none');

/** By which mailbox an answer leaves unless somebody chooses: that of the last mail, else the default, else the first. */
export function usualChannel(
  messages: readonly Message[],
  channels: readonly Channel[],
): Channel | undefined {
  const sending = sendingChannels(channels);
  const last = messages.findLast((message) => message.public && message.mail?.channel_id)?.mail?.channel_id;
  return (
    sending.find((channel) => channel.id === last) ??
    sending.find((channel) => channel.is_default) ??
    sending.toSorted((a, b) => a.id - b.id)[0]
  );
}

/** To whom an answer goes unless told otherwise. */
export function usualPeople(ticket: Ticket): MailPerson[] {
  const address = ticket.customer?.email;
  return address ? [{ name: ticket.customer?.name, address }] : [];
}

/** What is sent of the people and the mailbox of a draft; throws what can be said without asking the server. */
export function mailFields(draft: Addressed): MailFields {
  const fields: MailFields = {};
  for (const list of ['to', 'cc', 'bcc'] as const) {
    const text = draft[list];
    if (text === undefined || (list === 'bcc' && text.trim() === '')) continue;
    const { people, wrong } = parsePeople(text);
    if (list === 'to' && people.length + wrong.length === 0) throw refusal(list, t('mail.reply_nobody'));
    if (wrong[0] !== undefined) throw refusal(list, t('mail.reply_bad_address', { address: wrong[0] }));
    if (people.length > MOST_PEOPLE) throw refusal(list, t('mail.reply_crowd', { count: MOST_PEOPLE }));
    fields[list] = people;
  }
  if (draft.channelId !== undefined) fields.channel_id = draft.channelId;
  return fields;
}

const refusal = (list: 'to' | 'cc' | 'bcc', detail: string): Problem =>
  new Problem(422, detail, [{ pointer: `/${list}`, code: 'wrong_format', detail }]);

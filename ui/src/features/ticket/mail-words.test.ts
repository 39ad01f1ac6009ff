import { beforeAll, describe, expect, it } from 'vitest';
import type { Attachment, Message, MessageMail } from '~/api/records';
import { withTexts } from '~/lib/i18n';
import { hasMailLine, inlinePictures, listedFiles } from './mail-parts';
import { fileKind, peopleOf, personName, suspicionWords, verdictName, verdictTone } from './mail-words';

const file = (change: Partial<Attachment> = {}): Attachment => ({
  id: 1,
  name: 'foto.png',
  type: 'image/png',
  size: 10,
  inline: true,
  content_id: '<a@b>',
  ...change,
});

const message = (change: Partial<Message> = {}): Message =>
  ({ id: 1, public: true, html: '<img data-cid="a@b">', attachments: [file()], ...change }) as Message;

describe('what is said of a mail', () => {
  beforeAll(() => withTexts('mail', Promise.resolve()));

  it('names people by name and address', () => {
    expect(personName({ name: 'Ana', address: 'ana@x.example' })).toBe('Ana <ana@x.example>');
    expect(personName({ name: ' ', address: 'ana@x.example' })).toBe('ana@x.example');
  });

  it('takes anything but a list of people for nobody', () => {
    for (const odd of [null, undefined, 'x', {}, [null, 3, { name: 'x' }]]) expect(peopleOf(odd)).toEqual([]);
  });

  it('warns of each suspicion in words, of an unknown one too, and of none not at all', () => {
    const words = (suspicion: string | null) => suspicionWords({ suspicion } as MessageMail);
    const known = ['spoofed', 'unauthenticated_colleague', 'unknown_participant'].map(words);
    expect(new Set(known).size).toBe(3);
    expect(words('something_new')).not.toBeNull();
    expect(words('something_new')).not.toContain('something_new');
    expect(words(null)).toBeNull();
    expect(suspicionWords(undefined)).toBeNull();
  });

  it('says verdicts in words and keeps those it does not know', () => {
    expect(verdictName('pass')).toBe('pasó');
    expect(verdictName(null)).toBe('sin datos');
    expect(verdictName('bestguesspass')).toBe('bestguesspass');
    expect([verdictTone('pass'), verdictTone('fail'), verdictTone(null)]).toEqual(['ok', 'danger', 'plain']);
  });

  it('has a line for mail only', () => {
    expect(hasMailLine(message())).toBe(false);
    expect(hasMailLine(message({ delivery: { state: null } }))).toBe(false);
    expect(hasMailLine(message({ delivery: { state: 'queued' } }))).toBe(true);
    expect(hasMailLine(message({ delivery: { state: 'queued' }, public: false }))).toBe(false);
  });

  it('finds pictures by their Content-ID, and nothing but pictures', () => {
    const found = inlinePictures(
      [file(), file({ id: 2, content_id: 'c', type: 'text/html' })],
      (id) => `/${id}`,
    );
    expect([...found]).toEqual([['a@b', '/1']]);
  });

  it('lists every file that is not seen within the text', () => {
    expect(listedFiles(message(), true)).toEqual([]);
    expect(listedFiles(message(), false)).toHaveLength(1);
    expect(listedFiles(message({ html: '<p>x</p>' }), true)).toHaveLength(1);
    expect(listedFiles(message({ attachments: [file({ inline: false })] }), true)).toHaveLength(1);
  });

  it('knows attached mail, signatures and invitations by type or by name', () => {
    expect(fileKind(file({ type: 'message/rfc822', name: 'x' }))).toBe('message');
    expect(fileKind(file({ type: 'application/octet-stream', name: 'Nota.EML' }))).toBe('message');
    expect(fileKind(file({ type: 'application/pkcs7-signature; name=smime.p7s', name: 'smime.p7s' }))).toBe(
      'signature',
    );
    expect(fileKind(file({ type: 'text/calendar', name: 'x' }))).toBe('calendar');
    expect(fileKind(file())).toBeNull();
  });
});

import { beforeAll, describe, expect, it } from 'vitest';
import { Problem } from '~/api/problem';
import type { Channel, Message } from '~/api/records';
import { withTexts } from '~/lib/i18n';
import {
  MOST_PEOPLE,
  mailFields,
  parsePeople,
  peopleText,
  sendingChannels,
  usualChannel,
  usualCopies,
} from './reply';

const channel = (id: number, change: Partial<Channel> = {}): Channel =>
  ({
    id,
    address: `c${id}@sol.example`,
    is_active: true,
    is_default: false,
    sends: 'smtp',
    ...change,
  }) as Channel;

const received = (change: Partial<Message> = {}): Message =>
  ({
    id: 1,
    direction: 'in',
    public: true,
    mail: { channel_id: 2 },
    recipients: { cc: [{ address: 'luis@x.example' }, { address: 'C2@sol.example' }] },
    ...change,
  }) as Message;

describe('whom an answer goes to', () => {
  beforeAll(() => withTexts('mail', Promise.resolve()));

  it('reads addresses with and without names, parted by commas, semicolons or lines', () => {
    expect(parsePeople('ana@x.example, Luis Paz <luis@x.example>; "Ruiz, Eva" <eva@x.example>\n')).toEqual({
      people: [
        { address: 'ana@x.example' },
        { name: 'Luis Paz', address: 'luis@x.example' },
        { name: 'Ruiz, Eva', address: 'eva@x.example' },
      ],
      wrong: [],
    });
  });

  it('names what is no address, and takes nobody twice', () => {
    expect(parsePeople('ana@x.example, ANA@x.example, luis, <eva@x.example')).toEqual({
      people: [{ address: 'ana@x.example' }],
      wrong: ['luis', '<eva@x.example'],
    });
  });

  it('writes people so that they are read as the same again', () => {
    const people = [
      { name: 'Ruiz, Eva', address: 'eva@x.example' },
      { name: 'Ana "la jefa"', address: 'ana@x.example' },
      { address: 'luis@x.example' },
    ];
    expect(parsePeople(peopleText(people)).people.map((one) => one.address)).toEqual(
      people.map((one) => one.address),
    );
  });

  it('stays quick on a long line of nothing but brackets', () => {
    expect(parsePeople('<'.repeat(50_000)).wrong).toHaveLength(1);
  });

  it('gives a copy to whoever had one of the last mail, but not to ourselves', () => {
    expect(usualCopies([received()], [channel(2)])).toEqual([{ address: 'luis@x.example' }]);
    expect(usualCopies([], [channel(2)])).toEqual([]);
  });

  it('leaves by the mailbox of the last mail, else by the default, else by the oldest', () => {
    const all = [channel(3), channel(1), channel(2)];
    expect(usualChannel([received()], all)?.id).toBe(2);
    const paused = [channel(3, { is_default: true }), channel(1), channel(2, { is_active: false })];
    expect(usualChannel([received()], paused)?.id).toBe(3);
    expect(usualChannel([], all)?.id).toBe(1);
    expect(sendingChannels([channel(1, { sends: 'none' })])).toEqual([]);
  });

  it('says nothing of copies that nobody touched, and nobody where they were taken away', () => {
    expect(mailFields({})).toEqual({});
    expect(mailFields({ cc: '', bcc: '' })).toEqual({ cc: [] });
    expect(mailFields({ bcc: 'eva@x.example', channelId: 4 })).toEqual({
      bcc: [{ address: 'eva@x.example' }],
      channel_id: 4,
    });
  });

  it('refuses what is no address, and more people than fit, at their field', () => {
    const refused = (cc: string) => {
      try {
        mailFields({ cc });
      } catch (error) {
        return error instanceof Problem ? error.faultOf('cc') : undefined;
      }
      return undefined;
    };
    expect(refused('luis')).toContain('luis');
    expect(() => mailFields({ to: ' ' })).toThrow(Problem);
    const crowd = Array.from({ length: MOST_PEOPLE + 1 }, (_, index) => `a${index}@x.example`).join(',');
    expect(refused(crowd)).toContain(String(MOST_PEOPLE));
  });
});

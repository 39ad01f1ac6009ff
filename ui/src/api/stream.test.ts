import { describe, expect, it } from 'vitest';
import { keys } from './keys';
import type { LogEvent } from './records';
import { staleKeys } from './stream';

const event = (fields: Partial<LogEvent>): LogEvent => ({
  id: 1,
  seq: 1,
  kind: 'ticket.created',
  at: '2026-11-24T10:00:00Z',
  actor: null,
  entity: null,
  entity_id: null,
  ticket_id: null,
  changes: null,
  summary: null,
  ...fields,
});

describe('what an event makes old', () => {
  it('is the conversation, when the delivery of a message went on', () => {
    const stale = staleKeys(event({ kind: 'message.delivery_changed', entity: 'message', ticket_id: 7 }));
    expect(stale).toContainEqual(keys.messages(7));
  });

  it('is the list of mailboxes, when one of them is changed or gets along otherwise', () => {
    expect(staleKeys(event({ kind: 'channel.state_changed', entity: 'channel', entity_id: 3 }))).toEqual([
      keys.channels,
    ]);
  });

  it('is also which secrets are kept, when those were set', () => {
    const stale = staleKeys(event({ kind: 'channel.secrets_changed', entity: 'channel', entity_id: 3 }));
    expect(stale).toContainEqual(keys.channelSecrets(3));
  });

  it('is the failed mail, when some failed or is read again', () => {
    expect(
      staleKeys(event({ kind: 'mail_spool.failed', entity: 'mail_spool', entity_id: 3 })),
    ).toContainEqual(keys.mailSpool);
  });

  it('is the journey board, when somebody moves on the ladder or a band changes', () => {
    const moved = staleKeys(event({ kind: 'customer.stage_changed', entity: 'customer', entity_id: 3 }));
    expect(moved).toContainEqual(['journey']);
    const band = staleKeys(event({ kind: 'threshold.changed', entity: 'threshold', entity_id: 3 }));
    expect(band).toEqual([['thresholds'], ['journey']]);
  });

  it('is nothing for what no screen shows', () => {
    expect(staleKeys(event({ kind: 'rate.created', entity: 'rate', entity_id: 3 }))).toEqual([]);
  });
});

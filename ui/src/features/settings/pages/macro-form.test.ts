import { describe, expect, it } from 'vitest';
import { isFinished, offered, toAction, toStep } from './macro-form';

describe('the steps of a macro', () => {
  it('come back as they were stored', () => {
    const actions = [
      { field: 'status', value: 'solved' },
      { field: 'agent_id', value: 'me' },
      { field: 'team_id', value: 7 },
      { field: 'agent_id', value: null },
      { add_tag: 'visto' },
      { reply: 'Hola {{customer.name}}' },
      { field: 'tags', value: ['a', 'b'] },
    ];
    expect(actions.map((one) => toAction(toStep(one)))).toEqual(actions);
  });

  it('set each field once, but may add several tags', () => {
    const steps = [toStep({ field: 'status', value: 'open' }), toStep({ add_tag: 'x' })];
    expect(offered(steps)).not.toContain('status');
    expect(offered(steps)).toContain('add_tag');
  });

  it('are finished only with words where words are needed', () => {
    expect(isFinished({ kind: 'reply', value: ' ' })).toBe(false);
    expect(isFinished({ kind: 'agent_id', value: '' })).toBe(true);
  });
});

import { describe, expect, it } from 'vitest';
import type { View } from '~/api/records';
import { findView, narrowed, slugOf, viewName } from './view';

const view = (fields: Partial<View>): View => ({
  id: 5,
  entity: 'tickets',
  name: 'Urgentes de Ana',
  filter: null,
  sort: '-updated_at',
  position: 0,
  is_shared: true,
  version: 1,
  ...fields,
});

describe('views', () => {
  it('are named in the address by a word or a number', () => {
    const views = [view({ builtin_key: 'open', id: 1 }), view({ id: 5 })];
    expect(views.map(slugOf)).toEqual(['open', '5']);
    expect(findView(views, '5')?.id).toBe(5);
    expect(findView(views, 'nothing')).toBeUndefined();
  });

  it('translate what comes with Lazo and keep what a person named', () => {
    expect(viewName(view({ builtin_key: 'mine', name: 'x' }))).toBe('Míos');
    expect(viewName(view({}))).toBe('Urgentes de Ana');
  });

  it('are narrowed by words, and by a number when that is what was typed', () => {
    const open = { field: 'status', op: 'is', value: 'open' };
    expect(narrowed(open, '  ')).toBe(open);
    expect(JSON.stringify(narrowed(open, '#42'))).toContain('"field":"number","op":"is","value":42');
    expect(JSON.stringify(narrowed(null, 'pedido'))).toContain('customer.name');
    expect(narrowed(open, 'pedido')).toHaveProperty('all');
  });
});

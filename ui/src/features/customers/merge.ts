import type { CustomerWhole } from '~/api/customer-page';

/** Fields that a merge decides over, in the order in which they are shown. */
export const MERGED_FIELDS = [
  'name',
  'email',
  'phone',
  'company_id',
  'language',
  'country',
  'city',
  'time_zone',
  'preferred_channel',
  'source',
  'external_id',
] as const;
export type MergedField = (typeof MERGED_FIELDS)[number];

export interface FieldOutcome {
  field: MergedField;
  stays: string;
  goes: string;
  /** Whose value the one that stays has afterwards. */
  wins: 'stays' | 'goes';
  /** The other's value is not kept in the record (addresses and numbers are, as identities). */
  isLost: boolean;
}

const KEPT: readonly MergedField[] = ['email', 'phone', 'external_id'];

const text = (customer: CustomerWhole, field: MergedField): string => {
  if (field === 'company_id')
    return customer.company?.name ?? (customer.company_id ? `#${customer.company_id}` : '');
  return customer[field] ?? '';
};

/** What a merge makes of two records: gaps of the one that stays are filled, what it has stays. As the server does it. */
export function mergeOutcome(stays: CustomerWhole, goes: CustomerWhole): FieldOutcome[] {
  return MERGED_FIELDS.map((field) => {
    const mine = text(stays, field);
    const theirs = text(goes, field);
    const wins = mine === '' && theirs !== '' ? ('goes' as const) : ('stays' as const);
    return {
      field,
      stays: mine,
      goes: theirs,
      wins,
      isLost: wins === 'stays' && theirs !== '' && theirs !== mine && !KEPT.includes(field),
    };
  }).filter((outcome) => outcome.stays !== '' || outcome.goes !== '');
}

/** Who should stay: the one known longer, unless the other has bought and this one has not. */
export function whoStays(a: CustomerWhole, b: CustomerWhole): CustomerWhole {
  const boughtA = (a.orders ?? 0) > 0;
  const boughtB = (b.orders ?? 0) > 0;
  if (boughtA !== boughtB) return boughtA ? a : b;
  return a.created_at <= b.created_at ? a : b;
}

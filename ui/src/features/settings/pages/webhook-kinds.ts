/** Families of events that most programs ask for, in the order in which they are offered. */
export const FAMILIES = [
  'ticket',
  'message',
  'customer',
  'order',
  'response',
  'agent',
  'team',
  'settings',
] as const;
export type Family = (typeof FAMILIES)[number];

export interface Kinds {
  everything: boolean;
  families: Family[];
  /** Single kinds, as they are typed. */
  others: string;
}

const isFamily = (name: string): name is Family => FAMILIES.some((one) => one === name);

/** "ticket.* customer.created" as it is edited. */
export function readKinds(text: string): Kinds {
  const kinds = text.split(/\s+/).filter(Boolean);
  const families = FAMILIES.filter((one) => kinds.includes(`${one}.*`));
  const others = kinds.filter((one) => one !== '*' && !(one.endsWith('.*') && isFamily(one.slice(0, -2))));
  return { everything: kinds.includes('*'), families, others: others.join(' ') };
}

export function writeKinds({ everything, families, others }: Kinds): string {
  if (everything) return '*';
  const single = others.split(/[\s,]+/).filter(Boolean);
  return [...families.map((one) => `${one}.*`), ...single].join(' ');
}

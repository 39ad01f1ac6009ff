import type { Agent } from '~/api/records';

/** As the server has it: collaborators and analysts read customers, and collaborators write notes and tasks. */
export const mayEditCustomers = (me: Agent | null | undefined): boolean =>
  me !== null && me !== undefined && ['admin', 'lead', 'agent'].includes(me.role);

export const mayWriteNotes = (me: Agent | null | undefined): boolean =>
  me !== null && me !== undefined && me.role !== 'analyst';

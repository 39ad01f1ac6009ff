import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { api, take } from '~/api/client';
import { useDictionary } from '~/api/dictionary';
import { useAgents, useTeams } from '~/api/people';
import type { Page } from '~/api/records';
import { type FilterField, fieldsOf } from './model';
import { fieldLabel, knownChoices, type Names } from './words';

const HOPS: Record<string, readonly { head: string; entity: string }[]> = {
  tickets: [{ head: 'customer', entity: 'customers' }],
};

/** A text of few known values is chosen, not typed. */
const chosen = (field: FilterField): FilterField => {
  const choices = field.type === 'text' ? knownChoices(field) : null;
  return choices ? { ...field, type: 'choice', choices: [...choices] } : field;
};

export interface FilterFields {
  /** Those that are offered, in the order of the dictionary: the record's own first. */
  offered: readonly FilterField[];
  /** Every field by its path. */
  all: ReadonlyMap<string, FilterField>;
  isPending: boolean;
  error: unknown;
  retry: () => void;
}

/** What a list of these records can be filtered by; from the customer of a ticket also what is said of the customer. */
export function useFilterFields(entity: string): FilterFields {
  const own = useDictionary(entity);
  const hop = HOPS[entity]?.[0];
  const other = useDictionary(hop?.entity ?? entity);
  const all = useMemo(() => {
    const found = own.data ? fieldsOf(own.data) : [];
    if (hop && other.data) found.push(...fieldsOf(other.data, `${hop.head}.`));
    return found.map(chosen);
  }, [own.data, other.data, hop]);
  return useMemo(() => {
    const seen = all.filter(
      (field) => fieldLabel(field) !== '' && (field.type !== 'reference' || isOffered(field)),
    );
    return {
      offered: seen,
      all: new Map(all.map((field) => [field.name, field])),
      isPending: own.isPending,
      error: own.error,
      retry: () => void own.refetch(),
    };
  }, [all, own.isPending, own.error, own.refetch]);
}

const REFERENCES = ['agents', 'teams', 'companies'];
const isOffered = (field: FilterField): boolean => REFERENCES.includes(field.references ?? '');

export const useCompanies = () =>
  useQuery({
    queryKey: ['companies', 'names'],
    queryFn: async () =>
      (
        await take<Page<{ id: number; name: string }>>(
          api.GET('/api/v1/companies', { params: { query: { sort: 'name', limit: 200 } } }),
        )
      ).data,
    staleTime: 5 * 60_000,
  });

const byId = (list: readonly { id: number; name: string }[] | undefined): ReadonlyMap<number, string> =>
  new Map(list?.map((one) => [one.id, one.name]) ?? []);

/** Names for the ids that filters hold. */
export function useNames(): Names {
  const agents = useAgents();
  const teams = useTeams();
  const companies = useCompanies();
  return useMemo(
    () => ({ agents: byId(agents.data), teams: byId(teams.data), companies: byId(companies.data) }),
    [agents.data, teams.data, companies.data],
  );
}

/** The workspace's currency, in which amounts are compared, and how many decimals it has. */
export function useCurrency(): { code: string; digits: number } {
  const settings = useQuery({
    queryKey: ['settings', 'currency'],
    queryFn: () => take<{ base_currency: string }>(api.GET('/api/v1/settings', {})),
    staleTime: 30 * 60_000,
  });
  const code = settings.data?.base_currency ?? 'USD';
  const format = new Intl.NumberFormat('en', { style: 'currency', currency: code });
  return { code, digits: format.resolvedOptions().maximumFractionDigits ?? 2 };
}

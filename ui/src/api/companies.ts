import {
  type InfiniteData,
  type UseInfiniteQueryResult,
  type UseQueryResult,
  useInfiniteQuery,
  useQuery,
} from '@tanstack/react-query';
import type { Money } from '~/lib/format';
import { api, ifMatch, take } from './client';
import type { Customer, Page, Ticket } from './records';

export interface Company {
  id: number;
  version: number;
  external_id: string | null;
  name: string;
  domain: string | null;
  domains: { id: number; domain: string }[];
  country: string | null;
  industry: string | null;
  tags: string[];
  custom: Record<string, unknown>;
  created_at: string;
}

export interface CompanySummary {
  people: number;
  orders: number;
  revenue: Money;
  last_order_at: string | null;
  open_tickets: number;
  stages: Record<string, number>;
}

export interface CompanyChange {
  name?: string;
  domain?: string | null;
  domains?: { domain: string }[];
  country?: string | null;
  industry?: string | null;
  external_id?: string | null;
  tags?: string[];
  custom?: Record<string, unknown>;
}

export interface SuggestedPerson {
  id: number;
  name: string;
  email: string;
  version: number;
}

export const companyKeys = {
  all: ['companies'] as const,
  list: (words: string) => ['companies', 'list', words] as const,
  one: (id: number) => ['company', id] as const,
  part: (id: number, part: string) => ['company', id, part] as const,
};

const named = (words: string): string =>
  JSON.stringify({
    any: [
      { field: 'name', op: 'contains', value: words },
      { field: 'domain', op: 'contains', value: words },
    ],
  });

export function useCompanyList(words: string): UseInfiniteQueryResult<InfiniteData<Page<Company>>> {
  return useInfiniteQuery({
    queryKey: companyKeys.list(words),
    queryFn: ({ pageParam }) =>
      take<Page<Company>>(
        api.GET('/api/v1/companies', {
          params: {
            query: {
              ...(words ? { filter: named(words) } : {}),
              sort: 'name',
              limit: 50,
              ...(pageParam ? { after: pageParam } : { count: true }),
            },
          },
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next,
    placeholderData: (before) => before,
  });
}

/** Companies by a few letters, for choosing one. */
export const findCompanies = async (words: string): Promise<Company[]> => {
  const query = words ? { filter: named(words), limit: 10, sort: 'name' } : { limit: 10, sort: 'name' };
  return (await take<Page<Company>>(api.GET('/api/v1/companies', { params: { query } }))).data;
};

export const useCompany = (id: number): UseQueryResult<Company> =>
  useQuery({
    queryKey: companyKeys.one(id),
    queryFn: () => take<Company>(api.GET('/api/v1/companies/{id}', { params: { path: { id } } })),
  });

export const useCompanySummary = (id: number): UseQueryResult<CompanySummary> =>
  useQuery({
    queryKey: companyKeys.part(id, 'summary'),
    queryFn: () =>
      take<CompanySummary>(api.GET('/api/v1/companies/{id}/summary', { params: { path: { id } } })),
  });

export const useSuggestedPeople = (id: number): UseQueryResult<SuggestedPerson[]> =>
  useQuery({
    queryKey: companyKeys.part(id, 'suggested'),
    queryFn: async () =>
      (
        await take<Page<SuggestedPerson>>(
          api.GET('/api/v1/companies/{id}/suggested', { params: { path: { id } } }),
        )
      ).data,
  });

export const useCompanyPeople = (id: number): UseQueryResult<Page<Customer>> =>
  useQuery({
    queryKey: companyKeys.part(id, 'people'),
    queryFn: () =>
      take<Page<Customer>>(
        api.GET('/api/v1/customers', {
          params: {
            query: {
              filter: JSON.stringify({ field: 'company_id', op: 'is', value: id }),
              sort: 'name',
              limit: 200,
              count: true,
            },
          },
        }),
      ),
  });

export const useCompanyTickets = (id: number): UseQueryResult<Page<Ticket>> =>
  useQuery({
    queryKey: companyKeys.part(id, 'tickets'),
    queryFn: () =>
      take<Page<Ticket>>(
        api.GET('/api/v1/tickets', {
          params: {
            query: {
              filter: JSON.stringify({
                all: [
                  { field: 'company_id', op: 'is', value: id },
                  { field: 'status', op: 'not_in', value: ['solved', 'closed'] },
                ],
              }),
              sort: '-updated_at',
              limit: 50,
              include: 'customer',
            },
          },
        }),
      ),
  });

export const addCompany = (company: CompanyChange & { name: string }): Promise<Company> =>
  take(api.POST('/api/v1/companies', { body: company as never }));

export const changeCompany = (
  company: Pick<Company, 'id' | 'version'>,
  change: CompanyChange,
): Promise<Company> =>
  take(
    api.PATCH('/api/v1/companies/{id}', {
      params: { path: { id: company.id }, header: ifMatch(company.version) },
      body: change as never,
    }),
  );

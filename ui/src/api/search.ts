import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, take } from './client';
import { keys } from './keys';
import type { SearchHit } from './records';

export const useSearch = (query: string): UseQueryResult<SearchHit[]> =>
  useQuery({
    queryKey: keys.search(query),
    queryFn: async () =>
      (
        await take<{ data: SearchHit[] }>(
          api.GET('/api/v1/search', { params: { query: { q: query, in: 'tickets,customers', limit: 12 } } }),
        )
      ).data,
    enabled: query.length >= 2,
    staleTime: 15_000,
    placeholderData: (before) => (query.length >= 2 ? before : undefined),
  });

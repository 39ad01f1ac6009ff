import { type UseQueryResult, useQuery } from '@tanstack/react-query';
import { api, take } from './client';
import { keys } from './keys';
import type { Agent, Macro, Page, Tag, Team } from './records';

const SLOW = 5 * 60_000;

export const useAgents = (): UseQueryResult<Agent[]> =>
  useQuery({
    queryKey: keys.agents,
    queryFn: async () =>
      (
        await take<Page<Agent>>(
          api.GET('/api/v1/agents', { params: { query: { sort: 'name', limit: 200 } } }),
        )
      ).data,
    staleTime: SLOW,
  });

export const useTeams = (): UseQueryResult<Team[]> =>
  useQuery({
    queryKey: keys.teams,
    queryFn: async () =>
      (await take<Page<Team>>(api.GET('/api/v1/teams', { params: { query: { sort: 'name', limit: 200 } } })))
        .data,
    staleTime: SLOW,
  });

export const useTags = (): UseQueryResult<Tag[]> =>
  useQuery({
    queryKey: keys.tags,
    queryFn: async () =>
      (await take<Page<Tag>>(api.GET('/api/v1/tags', { params: { query: { sort: 'name', limit: 200 } } })))
        .data,
    staleTime: SLOW,
  });

export const useMacros = (): UseQueryResult<Macro[]> =>
  useQuery({
    queryKey: keys.macros,
    queryFn: async () =>
      (
        await take<Page<Macro>>(
          api.GET('/api/v1/macros', { params: { query: { sort: 'position', limit: 200 } } }),
        )
      ).data,
    staleTime: SLOW,
  });

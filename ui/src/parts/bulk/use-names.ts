import { useMemo } from 'react';
import { useAgents, useMacros, useTeams } from '~/api/people';
import type { BulkNames } from './words';

const byId = (list: readonly { id: number; name: string }[] | undefined): ReadonlyMap<number, string> =>
  new Map(list?.map((one) => [one.id, one.name]) ?? []);

export function useBulkNames(): BulkNames {
  const agents = useAgents();
  const teams = useTeams();
  const macros = useMacros();
  return useMemo(
    () => ({ agents: byId(agents.data), teams: byId(teams.data), macros: byId(macros.data) }),
    [agents.data, teams.data, macros.data],
  );
}

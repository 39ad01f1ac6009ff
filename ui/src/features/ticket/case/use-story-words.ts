import { useMemo } from 'react';
import { useProducts } from '~/api/cases';
import { useAgents, useTeams } from '~/api/people';
import type { LogEvent } from '~/api/records';
import { t } from '~/lib/i18n';
import type { IconName } from '~/parts/Icon';
import { storyIcon, storyPhrases } from './story';

/** What happened, in a sentence: who did it, and what. */
export function useStoryWords(): {
  sentence: (event: LogEvent) => string;
  icon: (event: LogEvent) => IconName;
} {
  const agents = useAgents().data;
  const teams = useTeams().data;
  const products = useProducts().data;
  return useMemo(() => {
    const nameIn =
      (list: readonly { id: number; name: string }[] | undefined) =>
      (id: unknown): string =>
        list?.find((one) => one.id === id)?.name ?? '—';
    const names = { agent: nameIn(agents), team: nameIn(teams), product: nameIn(products) };
    const who = (event: LogEvent): string => {
      const { kind, id, name } = event.actor ?? { kind: 'system', id: null };
      if (kind === 'agent') return name ?? names.agent(id);
      if (kind === 'customer') return name ?? t('actor.customer');
      return name ?? (kind === 'bot' ? t('actor.bot') : t('actor.system'));
    };
    return {
      icon: storyIcon,
      sentence: (event) => t('case.did', { name: who(event), what: storyPhrases(event, names).join(' · ') }),
    };
  }, [agents, teams, products]);
}

import { useEffect, useMemo, useState } from 'react';
import { useLocation } from 'wouter';
import { useAgents } from '~/api/people';
import type { Agent, Filter } from '~/api/records';
import { mayManage } from '~/api/session';
import { useViews } from '~/api/views';
import { slugOf, viewName } from '~/features/inbox/view';
import Palette, { type Destination } from '~/features/palette/Palette';
import { t, withTexts } from '~/lib/i18n';
import { recentPlaces } from './recent';

const UNDONE = ['new', 'open', 'pending', 'on_hold'];

const casesOf = (agent: Agent): string => {
  const filter: Filter = {
    all: [
      { field: 'agent_id', op: 'is', value: agent.id },
      { field: 'status', op: 'in', value: UNDONE },
    ],
  };
  return `/inbox/open?filter=${encodeURIComponent(JSON.stringify(filter))}`;
};

/** The sections of the settings come a moment later, with their words. */
function useSections(me: Agent): Destination[] {
  const [sections, setSections] = useState<Destination[]>([]);
  useEffect(() => {
    if (!mayManage(me)) return undefined;
    let isHere = true;
    void withTexts(['settings', 'site'], import('~/features/settings/sections')).then(({ groupsFor }) => {
      if (!isHere) return;
      const found = groupsFor(me, '').flatMap((group) => group.sections);
      setSections(
        found.map((section) => ({
          id: `settings-${section.name}`,
          group: t('nav.settings'),
          label: t(section.label),
          icon: section.icon,
          href: `/settings/${section.name}`,
        })),
      );
    });
    return () => {
      isHere = false;
    };
  }, [me]);
  return sections;
}

/** The palette with the places of this workspace: what was open before, its views, people and settings. */
export default function PaletteScreen({ me, onClose }: { me: Agent; onClose: () => void }) {
  const [location, navigate] = useLocation();
  const views = useViews();
  const agents = useAgents();
  const sections = useSections(me);
  const destinations = useMemo(
    (): Destination[] => [
      ...recentPlaces()
        .filter((place) => place.href !== location)
        .map((place) => ({
          id: `recent-${place.href}`,
          group: t('palette.recent'),
          label: place.title,
          icon: place.href.startsWith('/customers') ? ('user' as const) : ('clock' as const),
          href: place.href,
        })),
      ...(views.data ?? []).map((view) => ({
        id: `view-${view.id}`,
        group: t('palette.views'),
        label: viewName(view),
        icon: 'inbox' as const,
        href: `/inbox/${slugOf(view)}`,
      })),
      ...sections,
      ...(agents.data ?? []).map((agent) => ({
        id: `agent-${agent.id}`,
        group: t('palette.people'),
        label: t('palette.cases_of', { name: agent.name }),
        icon: 'user' as const,
        href: casesOf(agent),
        isOnlyAsked: true,
      })),
    ],
    [location, views.data, agents.data, sections],
  );
  return <Palette destinations={destinations} onOpen={navigate} onClose={onClose} />;
}

import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { useViews } from '~/api/views';
import { slugOf, viewName } from '~/features/inbox/view';
import Palette, { type Destination } from '~/features/palette/Palette';
import { t } from '~/lib/i18n';
import { recentPlaces } from './recent';

/** The palette with the places of this workspace: what was open before, and its views. */
export default function PaletteScreen({ onClose }: { onClose: () => void }) {
  const [location, navigate] = useLocation();
  const views = useViews();
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
    ],
    [location, views.data],
  );
  return <Palette destinations={destinations} onOpen={navigate} onClose={onClose} />;
}

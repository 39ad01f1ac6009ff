import { useMemo } from 'react';
import { useLocation } from 'wouter';
import { useViews } from '~/api/people';
import { signOut } from '~/api/session';
import { slugOf, viewName } from '~/features/inbox/view';
import type { Command } from '~/features/palette/Palette';
import { t } from '~/lib/i18n';
import { setPreference } from '~/lib/preferences';
import { openDialog } from './screens';

/** Everything the palette can do. */
export function useCommands(onNewTicket: () => void, managing: boolean): Command[] {
  const [, navigate] = useLocation();
  const views = useViews();
  return useMemo(
    () => [
      { id: 'inbox', label: t('nav.inbox'), icon: 'inbox', keys: 'g b', run: () => navigate('/inbox') },
      {
        id: 'customers',
        label: t('nav.customers'),
        icon: 'customers',
        keys: 'g c',
        run: () => navigate('/customers'),
      },
      {
        id: 'numbers',
        label: t('nav.numbers'),
        icon: 'chart',
        keys: 'g p',
        run: () => navigate('/dashboard'),
      },
      ...(managing
        ? [
            {
              id: 'settings',
              label: t('nav.settings'),
              icon: 'settings',
              keys: 'g j',
              run: () => navigate('/settings/channels'),
            } satisfies Command,
          ]
        : []),
      { id: 'new', label: t('ticket.new'), icon: 'plus', keys: 'c', run: onNewTicket },
      ...(views.data ?? []).map(
        (view): Command => ({
          id: `view-${view.id}`,
          label: t('palette.view', { name: viewName(view) }),
          icon: 'inbox',
          run: () => navigate(`/inbox/${slugOf(view)}`),
        }),
      ),
      { id: 'light', label: t('palette.light'), icon: 'sun', run: () => setPreference('theme', 'light') },
      { id: 'dark', label: t('palette.dark'), icon: 'moon', run: () => setPreference('theme', 'dark') },
      {
        id: 'system',
        label: t('palette.system'),
        icon: 'screen',
        run: () => setPreference('theme', 'system'),
      },
      {
        id: 'preferences',
        label: t('preferences.title'),
        icon: 'settings',
        run: () => openDialog.set('preferences'),
      },
      { id: 'keys', label: t('keys.title'), icon: 'help', keys: '?', run: () => openDialog.set('keys') },
      { id: 'leave', label: t('session.sign_out'), icon: 'leave', run: () => void signOut() },
    ],
    [navigate, onNewTicket, managing, views.data],
  );
}

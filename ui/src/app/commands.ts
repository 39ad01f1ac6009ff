import { useLocation } from 'wouter';
import type { Agent } from '~/api/records';
import { mayManage, signOut } from '~/api/session';
import { useCommand } from '~/lib/commands';
import { setPreference, usePreferences } from '~/lib/preferences';
import { openDialog } from './screens';

/** The commands that are there on every screen. */
export function useWorkspaceCommands(me: Agent, onNewTicket: () => void): void {
  const [, navigate] = useLocation();
  const { theme } = usePreferences();
  const manages = mayManage(me);
  useCommand('go.inbox', { run: () => navigate('/inbox') });
  useCommand('go.customers', { run: () => navigate('/customers') });
  useCommand('go.dashboard', { run: () => navigate('/dashboard') });
  useCommand('go.settings', { run: () => navigate('/settings'), enabled: manages });
  useCommand('go.me', { run: () => openDialog.set('preferences') });
  useCommand('app.new_ticket', { run: onNewTicket });
  useCommand('app.palette', { run: () => openDialog.set((now) => (now === 'palette' ? null : 'palette')) });
  useCommand('app.help', { run: () => openDialog.set('keys') });
  useCommand('app.theme_light', { run: () => setPreference('theme', 'light'), enabled: theme !== 'light' });
  useCommand('app.theme_dark', { run: () => setPreference('theme', 'dark'), enabled: theme !== 'dark' });
  useCommand('app.theme_system', {
    run: () => setPreference('theme', 'system'),
    enabled: theme !== 'system',
  });
  useCommand('app.sign_out', { run: () => void signOut() });
}

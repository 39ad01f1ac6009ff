import { useLocation } from 'wouter';
import { signOut } from '~/api/session';
import { useCommand } from '~/lib/commands';
import { setPreference, usePreferences } from '~/lib/preferences';
import { openDialog } from './screens';

/** The commands that are there on every screen; those that go to a place are of its line in the menu. */
export function useWorkspaceCommands(onNewTicket: () => void): void {
  const [, navigate] = useLocation();
  const { theme } = usePreferences();
  useCommand('go.me', { run: () => navigate('/me') });
  useCommand('go.duplicates', { run: () => navigate('/customers/duplicates') });
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

import type { Agent } from '~/api/records';
import { mayManage } from '~/api/session';
import type { CommandName } from '~/lib/commands';
import type { TextKey } from '~/lib/i18n';
import type { IconName } from '~/parts/Icon';

/** A place of the menu. */
export interface Place {
  href: string;
  section: string;
  label: TextKey;
  icon: IconName;
  command: CommandName;
  /** Leads and administrators alone. */
  isManaging?: boolean;
  /** Has a tab of its own on a phone; the others are behind "More". */
  hasTab?: boolean;
}

const PLACES: readonly Place[] = [
  { href: '/inbox', section: 'inbox', label: 'nav.inbox', icon: 'inbox', command: 'go.inbox', hasTab: true },
  {
    href: '/customers',
    section: 'customers',
    label: 'nav.customers',
    icon: 'customers',
    command: 'go.customers',
    hasTab: true,
  },
  {
    href: '/companies',
    section: 'companies',
    label: 'nav.companies',
    icon: 'building',
    command: 'go.companies',
  },
  { href: '/tasks', section: 'tasks', label: 'nav.tasks', icon: 'check', command: 'go.tasks' },
  { href: '/journey', section: 'journey', label: 'nav.journey', icon: 'steps', command: 'go.journey' },
  {
    href: '/dashboard',
    section: 'dashboard',
    label: 'nav.numbers',
    icon: 'chart',
    command: 'go.dashboard',
    hasTab: true,
  },
  {
    href: '/team',
    section: 'team',
    label: 'nav.team',
    icon: 'headset',
    command: 'go.team',
    isManaging: true,
  },
  {
    href: '/settings',
    section: 'settings',
    label: 'nav.settings',
    icon: 'settings',
    command: 'go.settings',
    isManaging: true,
  },
];

export const placesOf = (me: Agent): readonly Place[] =>
  PLACES.filter((place) => !place.isManaging || mayManage(me));

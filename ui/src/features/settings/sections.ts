import { type ComponentType, type LazyExoticComponent, lazy } from 'react';
import type { Agent, Role } from '~/api/records';
import { type TextKey, t } from '~/lib/i18n';
import { matchScore } from '~/lib/text';
import type { IconName } from '~/parts/Icon';
import type { PageProps } from './pages/page';

export interface Section {
  name: string;
  label: TextKey;
  icon: IconName;
  /** Further words that it is found by. */
  words?: TextKey;
  /** Who may open it; leads and administrators without. */
  roles?: readonly Role[];
  page: LazyExoticComponent<ComponentType<PageProps>>;
}

export interface SectionGroup {
  label: TextKey;
  sections: readonly Section[];
}

const ADMINS: readonly Role[] = ['admin'];

/** Everything that can be set up, in the order in which a business comes to it. */
export const GROUPS: readonly SectionGroup[] = [
  {
    label: 'set.group_house',
    sections: [
      {
        name: 'workspace',
        label: 'set.workspace',
        icon: 'building',
        words: 'set.words_workspace',
        page: lazy(() => import('./pages/Workspace')),
      },
      {
        name: 'calendars',
        label: 'set.calendars',
        icon: 'clock',
        words: 'set.words_calendars',
        page: lazy(() => import('./pages/Calendars')),
      },
    ],
  },
  {
    label: 'set.group_people',
    sections: [
      {
        name: 'agents',
        label: 'set.agents',
        icon: 'user',
        words: 'set.words_agents',
        page: lazy(() => import('./pages/Agents')),
      },
      { name: 'teams', label: 'set.teams', icon: 'customers', page: lazy(() => import('./pages/Teams')) },
      { name: 'skills', label: 'set.skills', icon: 'star', page: lazy(() => import('./pages/Skills')) },
      {
        name: 'roles',
        label: 'set.roles',
        icon: 'lock',
        words: 'set.words_roles',
        page: lazy(() => import('./pages/Roles')),
      },
    ],
  },
  {
    label: 'set.group_channels',
    sections: [
      { name: 'channels', label: 'settings.channels', icon: 'mail', page: lazy(() => import('./Channels')) },
      {
        name: 'failed_mail',
        label: 'settings.failed_mail',
        icon: 'alert',
        page: lazy(() => import('./FailedMail')),
      },
      {
        name: 'sites',
        label: 'site.title',
        icon: 'globe',
        words: 'site.words',
        page: lazy(() => import('./pages/Sites')),
      },
    ],
  },
  {
    label: 'set.group_cases',
    sections: [
      { name: 'views', label: 'set.views', icon: 'table', page: lazy(() => import('./pages/Views')) },
      { name: 'macros', label: 'set.macros', icon: 'bolt', page: lazy(() => import('./pages/Macros')) },
      {
        name: 'quick_replies',
        label: 'set.quick_replies',
        icon: 'chat',
        page: lazy(() => import('./pages/QuickReplies')),
      },
      { name: 'tags', label: 'set.tags', icon: 'tag', page: lazy(() => import('./pages/Tags')) },
      { name: 'fields', label: 'set.fields', icon: 'form', page: lazy(() => import('./pages/Fields')) },
      {
        name: 'stages',
        label: 'set.stages',
        icon: 'steps',
        words: 'set.words_stages',
        page: lazy(() => import('./pages/Stages')),
      },
    ],
  },
  {
    label: 'set.group_programs',
    sections: [
      {
        name: 'api_keys',
        label: 'set.api_keys',
        icon: 'bolt',
        roles: ADMINS,
        page: lazy(() => import('./pages/ApiKeys')),
      },
      {
        name: 'webhooks',
        label: 'set.webhooks',
        icon: 'send',
        roles: ADMINS,
        page: lazy(() => import('./pages/Webhooks')),
      },
      {
        name: 'audit',
        label: 'set.audit',
        icon: 'file',
        words: 'set.words_audit',
        page: lazy(() => import('./pages/Audit')),
      },
      {
        name: 'work',
        label: 'set.failed_work',
        icon: 'refresh',
        roles: ADMINS,
        words: 'set.words_work',
        page: lazy(() => import('./pages/FailedWork')),
      },
    ],
  },
];

const mayOpen = (me: Agent, section: Section): boolean => section.roles?.includes(me.role) ?? true;

export function sectionNamed(me: Agent, name: string | undefined): Section | undefined {
  const all = GROUPS.flatMap((group) => group.sections);
  return all.find((one) => one.name === name && mayOpen(me, one));
}

/** The groups that this person sees, narrowed by what is typed. */
export function groupsFor(me: Agent, typed: string): SectionGroup[] {
  const fits = (section: Section): boolean =>
    mayOpen(me, section) &&
    matchScore(typed, `${t(section.label)} ${section.words ? t(section.words) : ''}`) !== null;
  return GROUPS.map((group) => ({ ...group, sections: group.sections.filter(fits) })).filter(
    (group) => group.sections.length > 0,
  );
}

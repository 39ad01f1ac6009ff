import { lazy } from 'react';
import type { MeSection } from '~/features/me/MePage';
import { withTexts } from '~/lib/i18n';

/** The sections of one's own account, in their order. A feature adds its own by a line here. */
export const ME_SECTIONS: readonly MeSection[] = [
  {
    name: 'profile',
    label: 'me.profile',
    icon: 'user',
    Body: lazy(() => import('~/features/me/ProfileSection')),
  },
  {
    name: 'security',
    label: 'me.security',
    icon: 'lock',
    Body: lazy(() => withTexts('people', import('~/features/me/SecuritySection'))),
  },
  {
    name: 'language',
    label: 'me.language',
    icon: 'globe',
    Body: lazy(() => import('~/features/me/LanguageSection')),
  },
  {
    name: 'appearance',
    label: 'me.appearance',
    icon: 'sun',
    Body: lazy(() => import('~/features/me/AppearanceSection')),
  },
  {
    name: 'notifications',
    label: 'nav.notices',
    icon: 'bell',
    Body: lazy(() => withTexts('attention', import('~/features/attention/NotificationSettings'))),
  },
  {
    name: 'keyboard',
    label: 'me.keyboard',
    icon: 'keyboard',
    Body: lazy(() => import('~/features/me/KeyboardSection')),
  },
];

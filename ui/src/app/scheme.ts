import type { MantineColorSchemeManager } from '@mantine/core';

/** The theme lives in our own preferences; the kit is told what to show and keeps nothing itself. */
export const schemeManager: MantineColorSchemeManager = {
  get: (fallback) => fallback,
  set: () => undefined,
  subscribe: () => undefined,
  unsubscribe: () => undefined,
  clear: () => undefined,
};

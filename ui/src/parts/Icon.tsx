import type { CSSProperties } from 'react';

// Drawn on a 24 grid with one stroke; each name is what it means here, not what it depicts.
const PATHS = {
  inbox: 'M4 13h4l1.5 3h5l1.5-3h4M4 13l2.5-8h11L20 13v5a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1z',
  customers:
    'M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20c.4-3.600 3-5.5 6.5-5.5s6.100 1.900 6.5 5.5M16 4.300a3.5 3.5 0 0 1 0 6.400M18 14.900c2 .7 3.300 2.5 3.5 5.100',
  chart: 'M4 4v15a1 1 0 0 0 1 1h15M8 16v-4M12.5 16V8M17 16v-6',
  search: 'M11 18a7 7 0 1 0 0-14 7 7 0 0 0 0 14zM20 20l-4-4',
  plus: 'M12 5v14M5 12h14',
  check: 'M5 12.5l4.5 4.5L19 7.5',
  down: 'M7 10l5 5 5-5',
  right: 'M10 7l5 5-5 5',
  left: 'M14 7l-5 5 5 5',
  close: 'M6 6l12 12M18 6L6 18',
  send: 'M5 12h13M12.5 6l6 6-6 6',
  note: 'M6 4h12a1 1 0 0 1 1 1v9l-5 6H6a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1zM14 20v-5a1 1 0 0 1 1-1h4M8.5 8.5h7M8.5 12h4',
  clip: 'M19 11l-7.5 7.5a4.600 4.600 0 0 1-6.5-6.5L12.800 4.200a3 3 0 0 1 4.300 4.300L9.300 16.300a1.5 1.5 0 0 1-2.100-2.100L14 7.5',
  more: 'M5 12h.01M12 12h.01M19 12h.01',
  grip: 'M9 6h.01M15 6h.01M9 12h.01M15 12h.01M9 18h.01M15 18h.01',
  mail: 'M4 6h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V7a1 1 0 0 1 1-1zM3.5 7.5L12 13.5l8.5-6',
  chat: 'M5 5h14a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1h-7l-4.5 4v-4H5a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1z',
  phone:
    'M6 4h3l1.5 4.5L8.5 10a11 11 0 0 0 5.5 5.5l1.5-2L20 15v3a2 2 0 0 1-2 2A14 14 0 0 1 4 6a2 2 0 0 1 2-2z',
  form: 'M7 3h7l5 5v12a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5M9 13h6M9 16.5h4',
  globe: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM3.5 12h17M12 3c5 5.5 5 12.5 0 18-5-5.5-5-12.5 0-18z',
  clock: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 7v5.5l3.5 2',
  star: 'M12 4l2.400 5.200 5.600.7-4.100 3.900 1 5.600-4.900-2.700-4.900 2.700 1-5.600L4 9.900l5.600-.7z',
  tag: 'M4 4h7.5l8.5 8.5-7.5 7.5L4 11.5zM8 8h.01',
  untag: 'M4 4h7.5l8.5 8.5-7.5 7.5L4 11.5zM8 8h.01M20.5 3.5l-17 17',
  user: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.6-3.900 3.5-6 7.5-6s6.900 2.100 7.5 6',
  alert: 'M12 4l9 16H3zM12 10v4.5M12 17.300h.01',
  refresh: 'M19.5 12a7.5 7.5 0 1 1-2.200-5.300L20 9.5M20 4.5v5h-5',
  download: 'M12 4v11M7.5 11l4.5 4.5 4.5-4.5M5 20h14',
  moon: 'M19.5 14.5A8 8 0 0 1 9.5 4.5a8 8 0 1 0 10 10z',
  sun: 'M12 16a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM12 3v1.5M12 19.5V21M3 12h1.5M19.5 12H21M5.600 5.600l1.100 1.100M17.300 17.300l1.100 1.100M5.600 18.400l1.100-1.100M17.300 6.700l1.100-1.100',
  screen: 'M4 5h16v11H4zM9 20h6M12 16v4',
  help: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM9.5 9.5a2.5 2.5 0 1 1 3.600 2.200c-.8.400-1.100.9-1.100 1.800M12 16.5h.01',
  leave: 'M14 4H6a1 1 0 0 0-1 1v14a1 1 0 0 0 1 1h8M10 12h10M16.5 8.5L20 12l-3.5 3.5',
  settings:
    'M4 7h9M17 7h3M4 12h3M11 12h9M4 17h9M17 17h3M15 9a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM9 14a2 2 0 1 0 0-4 2 2 0 0 0 0 4zM15 19a2 2 0 1 0 0-4 2 2 0 0 0 0 4z',
  bolt: 'M13 3L5 13.5h6L10 21l8.5-11H12.5z',
  copy: 'M9 8h10a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V9a1 1 0 0 1 1-1zM16 8V5a1 1 0 0 0-1-1H5a1 1 0 0 0-1 1v10a1 1 0 0 0 1 1h3',
  filter: 'M4 6h16M7 12h10M10 18h4',
  sort: 'M7 5v14M4 16l3 3 3-3M17 19V5M14 8l3-3 3 3',
  bag: 'M5 8h14l-1 12H6zM9 8V7a3 3 0 0 1 6 0v1',
  lock: 'M6 11h12v9H6zM8.5 11V8a3.5 3.5 0 0 1 7 0v3',
  undo: 'M8 5L4 9l4 4M4 9h10a5.5 5.5 0 0 1 0 11h-4',
  flag: 'M6 21V4h12l-2.5 4L18 12H6',
  heart: 'M12 20C6 15.5 4 12.5 4 9.5A4.200 4.200 0 0 1 12 7.5a4.200 4.200 0 0 1 8 2c0 3-2 6-8 10.5z',
  steps: 'M4 18h4v-4h4v-4h4V6h4',
  building: 'M5 21V4h9v17M14 9h5v12M3 21h18M8 8h3M8 12h3M8 16h3',
  panel: 'M4 5h16v14H4zM14.5 5v14',
  table: 'M4 5h16v14H4zM4 10h16M4 14.5h16M10 5v14',
  file: 'M7 3h7l5 5v12a1 1 0 0 1-1 1H7a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1zM14 3v5h5',
  up: 'M12 19V5M6 11l6-6 6 6',
  fall: 'M12 5v14M6 13l6 6 6-6',
  bell: 'M6 16.5V11a6 6 0 0 1 12 0v5.5l1.5 2h-15zM10 20.5a2.200 2.200 0 0 0 4 0',
  headset:
    'M5 14v-1a7 7 0 0 1 14 0v1M5 14h2.500v6H6.500A1.500 1.500 0 0 1 5 18.500zM19 14h-2.500v6h1a1.500 1.500 0 0 0 1.500-1.500zM18 20c-1 1.200-2.500 1.500-4.500 1.500',
  eye: 'M2.5 12c2.500-4.500 5.700-6.500 9.500-6.500s7 2 9.500 6.500c-2.500 4.500-5.700 6.500-9.500 6.500S5 16.500 2.500 12zM12 15a3 3 0 1 0 0-6 3 3 0 0 0 0 6z',
  pencil:
    'M4 20l1-4.500L16 4.500a2.100 2.100 0 0 1 3 0l.5.500a2.100 2.100 0 0 1 0 3L8.500 19zM14 6.500l3.500 3.500',
  keyboard: 'M3 7h18v11H3zM7 11h.01M10.500 11h.01M14 11h.01M17 11h.01M8.500 14.500h7',
  info: 'M12 21a9 9 0 1 0 0-18 9 9 0 0 0 0 18zM12 11v5.5M12 7.700h.01',
} as const;

export type IconName = keyof typeof PATHS;

/** Always beside words, or inside a control that has a name: the drawing itself is hidden from screen readers. */
export function Icon({ name, size = 18, style }: { name: IconName; size?: number; style?: CSSProperties }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 24 24"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === 'more' ? 2.6 : 1.7}
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      focusable="false"
      style={{ flex: 'none', ...style }}
    >
      <path d={PATHS[name]} />
    </svg>
  );
}

/** The loop that gives the product its name. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg
      width={size}
      height={size}
      viewBox="0 0 32 32"
      aria-hidden="true"
      focusable="false"
      style={{ flex: 'none' }}
    >
      <rect width="32" height="32" rx="9" fill="var(--brand)" />
      <path
        d="M10 6.5v12a4.75 4.75 0 0 0 9.5 0 3.75 3.75 0 0 0-7.5 0c0 4.200 3.800 6.5 8.300 6.5h2.200"
        fill="none"
        stroke="var(--on-brand)"
        strokeWidth="2.6"
        strokeLinecap="round"
      />
    </svg>
  );
}

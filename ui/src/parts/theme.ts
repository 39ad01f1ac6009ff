import {
  type CSSVariablesResolver,
  createTheme,
  type MantineColorsTuple,
  type VariantColorsResolver,
} from '@mantine/core';
import { t } from '~/lib/i18n';

const one = (color: string): MantineColorsTuple => [
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
  color,
];

const TONES: Record<string, { fill: string; hover: string; on: string; soft: string }> = {
  brand: {
    fill: 'var(--brand)',
    hover: 'var(--brand-hover)',
    on: 'var(--on-brand)',
    soft: 'var(--brand-soft)',
  },
  danger: { fill: 'var(--danger)', hover: 'var(--danger)', on: 'var(--surface)', soft: 'var(--danger-soft)' },
  gray: { fill: 'var(--text-2)', hover: 'var(--text)', on: 'var(--surface)', soft: 'var(--surface-2)' },
};

/** Every colour of a control comes from the tokens, so light and dark need no second table. */
const variantColorResolver: VariantColorsResolver = ({ variant, color }) => {
  const tone = TONES[color ?? 'brand'] ?? TONES.brand;
  if (!tone) throw new Error('the theme has no brand tone');
  const none = '1px solid transparent';
  switch (variant) {
    case 'filled':
      return { background: tone.fill, hover: tone.hover, color: tone.on, border: none };
    case 'light':
      return { background: tone.soft, hover: tone.soft, color: tone.fill, border: none };
    case 'subtle':
    case 'transparent':
      return { background: 'transparent', hover: 'var(--surface-2)', color: tone.fill, border: none };
    default:
      return {
        background: 'var(--surface)',
        hover: 'var(--surface-2)',
        color: color === 'danger' ? tone.fill : 'var(--text)',
        border: '1px solid var(--border-strong)',
      };
  }
};

const KIT_COLORS: Record<string, string> = {
  '--mantine-color-body': 'var(--surface)',
  '--mantine-color-text': 'var(--text)',
  '--mantine-color-bright': 'var(--text)',
  '--mantine-color-dimmed': 'var(--text-3)',
  '--mantine-color-placeholder': 'var(--text-3)',
  '--mantine-color-anchor': 'var(--brand)',
  '--mantine-color-default': 'var(--surface)',
  '--mantine-color-default-hover': 'var(--surface-2)',
  '--mantine-color-default-color': 'var(--text)',
  '--mantine-color-default-border': 'var(--border-strong)',
  '--mantine-color-error': 'var(--danger)',
  '--mantine-color-disabled': 'var(--surface-2)',
  '--mantine-color-disabled-color': 'var(--text-3)',
  '--mantine-color-disabled-border': 'var(--border)',
  '--mantine-primary-color-filled': 'var(--brand)',
  '--mantine-primary-color-filled-hover': 'var(--brand-hover)',
  '--mantine-primary-color-light': 'var(--brand-soft)',
  '--mantine-primary-color-light-color': 'var(--brand)',
  '--mantine-primary-color-contrast': 'var(--on-brand)',
};

/** The kit states most of them again for each scheme, so ours have to be said as often. */
export const cssVariablesResolver: CSSVariablesResolver = () => ({
  variables: KIT_COLORS,
  light: KIT_COLORS,
  dark: KIT_COLORS,
});

/** Made again for each language, because close buttons carry a label. */
export const makeTheme = () =>
  createTheme({
    fontFamily: 'var(--font)',
    fontFamilyMonospace: 'var(--mono)',
    primaryColor: 'brand',
    colors: { brand: one('#0B6E6B') },
    defaultRadius: 6,
    radius: { xs: '4px', sm: '6px', md: '8px', lg: '12px', xl: '16px' },
    fontSizes: { xs: '12px', sm: '14px', md: '14px', lg: '16px', xl: '20px' },
    lineHeights: { xs: '1.5', sm: '1.43', md: '1.43', lg: '1.5', xl: '1.4' },
    spacing: { xs: '8px', sm: '12px', md: '16px', lg: '24px', xl: '32px' },
    focusRing: 'auto',
    cursorType: 'pointer',
    respectReducedMotion: true,
    variantColorResolver,
    // Plain objects rather than `Modal.extend`: naming a part here must not pull it into the first screen.
    components: {
      Button: {
        defaultProps: { size: 'sm' },
        vars: (_theme: unknown, props: { size?: unknown }) =>
          props.size === 'xs'
            ? { root: { '--button-height': '28px', '--button-padding-x': '10px', '--button-fz': '12px' } }
            : { root: { '--button-height': 'var(--control)', '--button-padding-x': '14px' } },
        styles: { label: { fontWeight: 600 } },
      },
      ActionIcon: {
        defaultProps: { variant: 'subtle', color: 'gray' },
        vars: () => ({ root: { '--ai-size': 'var(--control)' } }),
      },
      Input: {
        defaultProps: { size: 'sm' },
        vars: () => ({ wrapper: { '--input-height': 'var(--control)', '--input-size': 'var(--control)' } }),
      },
      Menu: {
        defaultProps: {
          shadow: 'none',
          withInitialFocusPlaceholder: false,
          transitionProps: { duration: 120, transition: 'fade' },
        },
      },
      Popover: { defaultProps: { transitionProps: { duration: 120, transition: 'fade' } } },
      Modal: {
        defaultProps: {
          closeButtonProps: { 'aria-label': t('action.close') },
          overlayProps: { color: 'var(--veil)', backgroundOpacity: 1 },
          transitionProps: { duration: 140, transition: 'fade' },
          centered: true,
        },
      },
      Drawer: {
        defaultProps: {
          closeButtonProps: { 'aria-label': t('action.close') },
          overlayProps: { color: 'var(--veil)', backgroundOpacity: 1 },
          transitionProps: { duration: 160 },
        },
      },
      SegmentedControl: { defaultProps: { size: 'sm', transitionDuration: 140 } },
    },
  });

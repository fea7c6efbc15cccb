import { createTheme, defaultVariantColorsResolver, type MantineColorsTuple } from '@mantine/core';

/** The calm blue of everything one can press. */
const lam: MantineColorsTuple = [
  '#eef4fb',
  '#dbe8f6',
  '#b8d2ee',
  '#93bbe6',
  '#72a6de',
  '#4f8fd6',
  '#2f74c0',
  '#1d5a9e',
  '#174a83',
  '#103a69',
];

/** The deep state red: the chair's acts and the record light only. */
const son: MantineColorsTuple = [
  '#fdf0ef',
  '#f8dcda',
  '#efb6b3',
  '#e58d89',
  '#d96560',
  '#c9413c',
  '#b42a26',
  '#9b1c1c',
  '#841616',
  '#6c1010',
];

/** The hall's greys, towards blue; the library's dark scheme is made of these. */
const dark: MantineColorsTuple = [
  '#eef2f6',
  '#c3cdd8',
  '#9aa7b5',
  '#7a8795',
  '#4a586a',
  '#354152',
  '#232c38',
  '#181f29',
  '#12171f',
  '#0b0e13',
];

export const theme = createTheme({
  fontFamily: "'Be Vietnam Pro', system-ui, 'Segoe UI', sans-serif",
  // By the root's size, which is larger on a meeting room's wall.
  fontSizes: { xs: '0.8125rem', sm: '0.9375rem', md: '1rem', lg: '1.125rem', xl: '1.3125rem' },
  // Two stacked marks above a capital need this much room.
  lineHeights: { xs: '1.5', sm: '1.5', md: '1.55', lg: '1.55', xl: '1.5' },
  headings: {
    fontFamily: "'Be Vietnam Pro', system-ui, 'Segoe UI', sans-serif",
    fontWeight: '600',
    sizes: {
      h1: { fontSize: '1.75rem', lineHeight: '1.5' },
      h2: { fontSize: '1.3125rem', lineHeight: '1.5' },
      h3: { fontSize: '1.125rem', lineHeight: '1.5' },
    },
  },
  colors: { lam, son, dark },
  primaryColor: 'lam',
  primaryShade: { light: 7, dark: 3 },
  autoContrast: true,
  luminanceThreshold: 0.35,
  defaultRadius: 'md',
  // The library chooses the text on blue for the light scheme only; in the dark one blue is pale, and what one can
  // press would be as white as what one reads.
  variantColorResolver: (input) => {
    const colors = defaultVariantColorsResolver(input);
    const primary = input.color === undefined || input.color === 'lam';
    if (!primary) return colors;
    if (input.variant === 'filled') return { ...colors, color: 'var(--app-on-press)' };
    if (input.variant !== 'subtle') return colors;
    return { ...colors, color: 'var(--app-press)', hover: 'var(--app-chosen)' };
  },
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: {
      defaultProps: { size: 'md' },
      styles: { root: { minHeight: '2.75rem' }, label: { overflow: 'visible' } },
    },
    ActionIcon: { defaultProps: { size: 44, variant: 'subtle' } },
    // Its own title colour is too faint on its own ground.
    Alert: { styles: { title: { color: 'var(--app-text)' }, message: { color: 'var(--app-text)' } } },
    // Hints and faults stand on several lines, with marks above and below.
    InputWrapper: { styles: { description: { lineHeight: 1.5 }, error: { lineHeight: 1.5 } } },
    TextInput: { defaultProps: { size: 'md' } },
    PasswordInput: { defaultProps: { size: 'md' } },
    Select: { defaultProps: { size: 'md', allowDeselect: false } },
    Menu: { defaultProps: { transitionProps: { duration: 0 }, withInitialFocusPlaceholder: false } },
    Modal: { defaultProps: { transitionProps: { duration: 0 }, centered: true } },
    Popover: { defaultProps: { transitionProps: { duration: 0 } } },
    Tooltip: { defaultProps: { transitionProps: { duration: 0 }, openDelay: 400 } },
  },
});

/** Colours and shapes of the window: quiet warm greys and one green, the same in light and dark. */
import {
  createTheme,
  Modal,
  NumberInput,
  Textarea,
  TextInput,
  Tooltip,
  type CSSVariablesResolver,
  type MantineColorsTuple,
} from '@mantine/core';

const fern: MantineColorsTuple = [
  '#e8f6f2',
  '#d2eae3',
  '#a8d6c9',
  '#79c0ad',
  '#55ad96',
  '#3fa188',
  '#2f9a80',
  '#1d826a',
  '#0f6f59',
  '#045f4b',
];

const night: MantineColorsTuple = [
  '#e7e8e6',
  '#c8cac7',
  '#9fa3a0',
  '#777b79',
  '#4a4e4d',
  '#363a39',
  '#292c2c',
  '#1c1e1e',
  '#151717',
  '#0e0f0f',
];

const stone: MantineColorsTuple = [
  '#f8f8f6',
  '#f1f1ee',
  '#e6e6e2',
  '#d9d9d4',
  '#c4c5bf',
  '#a5a7a1',
  '#7f827c',
  '#555853',
  '#3b3e3a',
  '#232522',
];

export const theme = createTheme({
  colors: { fern, dark: night, gray: stone },
  primaryColor: 'fern',
  primaryShade: { light: 8, dark: 7 },
  autoContrast: true,
  luminanceThreshold: 0.28,
  defaultRadius: 'md',
  cursorType: 'pointer',
  respectReducedMotion: true,
  fontFamily:
    'Inter, "Segoe UI Variable Text", "Segoe UI", system-ui, -apple-system, "Noto Sans", "DejaVu Sans", sans-serif',
  fontFamilyMonospace:
    'ui-monospace, "Cascadia Code", "SF Mono", "DejaVu Sans Mono", Menlo, Consolas, monospace',
  headings: { fontWeight: '650' },
  components: {
    Tooltip: Tooltip.extend({
      defaultProps: {
        openDelay: 350,
        withArrow: false,
        events: { hover: true, focus: true, touch: false },
      },
    }),
    Modal: Modal.extend({
      defaultProps: {
        centered: true,
        radius: 'lg',
        // No blur: without a graphics card it costs the time that the model needs.
        overlayProps: { backgroundOpacity: 0.4 },
        styles: { content: { border: '1px solid var(--studio-line)' } },
      },
    }),
    NumberInput: NumberInput.extend({ defaultProps: { size: 'sm' } }),
    // What is typed finds its own direction.
    Textarea: Textarea.extend({ defaultProps: { dir: 'auto' } }),
    TextInput: TextInput.extend({ defaultProps: { dir: 'auto' } }),
  },
});

/** Surfaces beside Mantine's own; dimmed words keep a contrast of at least 4.5 to 1. */
export const variables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    '--mantine-color-text': '#232622',
    '--mantine-color-dimmed': '#60645f',
    '--mantine-color-placeholder': '#747872',
    '--studio-page': '#fdfdfc',
    '--studio-sidebar': '#f4f4f1',
    '--studio-surface': '#ffffff',
    '--studio-question': '#eef1ee',
    '--studio-line': '#e4e4df',
    '--studio-hover': '#e9e9e5',
    '--studio-selected': '#dfe7e3',
    '--studio-shadow': '0 1px 2px rgb(20 30 25 / 6%), 0 6px 24px rgb(20 30 25 / 7%)',
    '--studio-picture': '#ecece8',
  },
  dark: {
    '--mantine-color-dimmed': '#a3a7a4',
    '--mantine-color-placeholder': '#858a87',
    '--studio-page': '#1c1e1e',
    '--studio-sidebar': '#161818',
    '--studio-surface': '#252828',
    '--studio-question': '#2a2e2d',
    '--studio-line': '#313535',
    '--studio-hover': '#262a29',
    '--studio-selected': '#2b3532',
    '--studio-shadow': '0 1px 2px rgb(0 0 0 / 30%), 0 8px 28px rgb(0 0 0 / 28%)',
    '--studio-picture': '#2a2d2d',
  },
});

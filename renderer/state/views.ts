import type { Icon } from '@tabler/icons-react';
import type { ComponentType } from 'react';
import type en from '../locales/en.json';

/** The views of the window by their words in the locales. */
export type ViewName = Exclude<keyof (typeof en)['place'], 'label'>;

/** A view of the window: each shows the same open conversation in its own way. */
export interface View {
  readonly Sign: Icon;
  readonly Component: ComponentType;
  /** Keys that show it, in Mantine's notation. */
  readonly keys: string;
  /** Takes files that are dropped on the window or pasted. */
  readonly takeFiles: (files: readonly File[]) => Promise<void>;
  /** Lets the person pick files for it. */
  readonly pickFiles: () => void;
  /** Whether it undoes steps of its own. */
  readonly undoesItself?: boolean;
}

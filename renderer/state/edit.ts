/** What the edit view shows of the open conversation. Nothing here outlives the window. */
import { create } from 'zustand';
import { fitting, type Zoom } from './pictureZoom';
import type { Box } from '../../shared/image';

export const compareModes = ['beside', 'slider', 'hold', 'difference'] as const;
export type CompareMode = (typeof compareModes)[number];

/** How a picture becomes the model's square: padded whole, or a square part of it. */
export type Fit = { readonly mode: 'pad' } | { readonly mode: 'crop'; readonly box: Box };

export const padded: Fit = { mode: 'pad' };

interface EditState {
  /** Key of the step on the screen; null for the last one. */
  readonly selected: string | null;
  /** The answer that runs is shown as soon as it has a step. */
  readonly follow: boolean;
  /** Steps that were left by going back, the nearest last. */
  readonly forward: readonly string[];
  readonly mode: CompareMode;
  readonly against: 'previous' | 'original';
  /** Where the slider stands, 0 to 100. */
  readonly split: number;
  /** How many times a difference is made brighter. */
  readonly amplify: number;
  readonly zoom: Zoom;
  readonly fits: Readonly<Record<string, Fit>>;
}

export const useEdit = create<EditState>(() => ({
  selected: null,
  follow: false,
  forward: [],
  mode: 'beside',
  against: 'previous',
  split: 50,
  amplify: 2,
  zoom: fitting,
  fits: {},
}));

/** Shows a step; going somewhere new forgets the way forward. */
export const selectStep = (key: string | null): void =>
  useEdit.setState({ selected: key, forward: [], follow: false });

/** Chooses how a picture becomes the model's square. */
export const changeFit = (image: string, fit: Fit): void =>
  useEdit.setState(({ fits }) => ({ fits: { ...fits, [image]: fit } }));

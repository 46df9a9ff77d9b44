/** What the zoom view shows of the open conversation. Nothing here outlives the window. */
import { create } from 'zustand';
import { addPictures } from './drafts';
import { draftKey } from './outline';
import type { AnswerKind } from './thought';
import type { Attachment } from '../../shared/attachment';
import type { RegionPart } from '../../shared/message';

/** What is known of where an imagined zoom lies. */
export interface Finding {
  readonly state: 'searching' | 'found' | 'failed' | 'stopped';
  /** The part that was found; the person's mark may be another. */
  readonly found: RegionPart | null;
  /** The mark of the person; null where it is what was found. */
  readonly mark: RegionPart | null;
  /** Whether the similarity of the person's mark is known; a failed one leaves the mark. */
  readonly comparison: 'running' | 'done' | 'failed';
  readonly error: string | null;
}

interface ZoomState {
  /** Key of the look on the screen, or of a picture not asked about yet; null for the last one. */
  readonly selected: string | null;
  /** What the answer that runs now was asked for. */
  readonly asking: AnswerKind;
  readonly follow: boolean;
  /** By the key of the look. */
  readonly findings: Readonly<Record<string, Finding>>;
}

export const useZoom = create<ZoomState>(() => ({
  selected: null,
  asking: 'thought',
  follow: false,
  findings: {},
}));

/** Nothing is known yet. */
export const unknown: Finding = {
  state: 'stopped',
  found: null,
  mark: null,
  comparison: 'done',
  error: null,
};

/** Changes what is known of a look. */
export const changeFinding = (key: string, change: Partial<Finding>): void =>
  useZoom.setState(({ findings }) => ({
    findings: { ...findings, [key]: { ...unknown, ...findings[key], ...change } },
  }));

/** Puts a picture into the draft and on the screen, to be asked about. */
export function addQuestion(id: string, picture: Attachment): void {
  addPictures(id, [picture]);
  useZoom.setState({ selected: draftKey(picture.image), follow: false });
}

import { useEffect, useMemo } from 'react';
import { emptyDraft, useStudio } from '../../state/studio';
import { draftKey, wholeOf } from '../../state/outline';
import { useTree } from '../../state/tree';
import { usePhrase } from '../../state/thought';
import { imageQuestionsOf, type ImageQuestion } from './questions';
import { useZoom } from '../../state/zoom';
import type { Attachment } from '../../../shared/attachment';

/** What the view can show: a question about a picture, or a picture not asked about yet. */
export type Shown =
  | { readonly kind: 'look'; readonly key: string; readonly look: ImageQuestion }
  | { readonly kind: 'draft'; readonly key: string; readonly picture: Attachment };

export interface ShownQuestions {
  readonly all: readonly Shown[];
  readonly shown: Shown | undefined;
}

/** The questions about pictures of the open conversation, and which of them is on the screen. */
export function useQuestions(): ShownQuestions {
  const tree = useTree('image');
  const phrase = usePhrase();
  const running = useStudio((state) => state.view?.running?.messageId ?? null);
  const draft = useStudio((state) => state.drafts[state.view?.id ?? '']) ?? emptyDraft;
  const { selected, asking, follow } = useZoom();
  const all = useMemo(
    (): Shown[] => [
      ...imageQuestionsOf(wholeOf(tree), phrase, asking).map((look) => ({
        kind: 'look' as const,
        key: look.key,
        look,
      })),
      ...draft.images.map((picture) => ({
        kind: 'draft' as const,
        key: draftKey(picture.image),
        picture,
      })),
    ],
    [tree, phrase, asking, draft.images],
  );
  const current = all.find(
    (one) =>
      one.kind === 'look' &&
      Object.values(one.look.answers).some(({ id }) => running !== null && id === running),
  );
  useEffect(() => {
    if (follow && current) useZoom.setState({ selected: current.key });
  }, [follow, current]);
  const shown =
    (follow ? current : undefined) ?? all.find(({ key }) => key === selected) ?? all.at(-1);
  return { all, shown };
}

import { useEffect, useMemo } from 'react';
import { useStudio, emptyDraft } from '../../state/studio';
import { useTree } from '../../state/tree';
import { useEdit } from '../../state/edit';
import { draftStep, stepsOf, type Step } from './steps';

interface ShownSteps {
  readonly steps: readonly Step[];
  /** The step on the screen. */
  readonly shown: Step | undefined;
}

/** The steps of the open conversation and of its draft, and which of them is on the screen. */
export function useSteps(): ShownSteps {
  const tree = useTree('image');
  const leafId = useStudio((state) => state.view?.messages.at(-1)?.id ?? null);
  const running = useStudio((state) => state.view?.running?.messageId ?? null);
  const draft = useStudio((state) => state.drafts[state.view?.id ?? '']) ?? emptyDraft;
  const selected = useEdit((state) => state.selected);
  const follow = useEdit((state) => state.follow);
  const steps = useMemo(
    () => [...stepsOf(tree, leafId), ...draft.images.map(draftStep)],
    [tree, leafId, draft.images],
  );
  const current = steps.findLast(({ message }) => running !== null && message?.id === running);
  useEffect(() => {
    if (follow && current) useEdit.setState({ selected: current.key, forward: [] });
  }, [follow, current]);
  const pictures = steps.filter(({ kind }) => kind !== 'words');
  // A picture that comes while something is made does not take its place.
  const last =
    (running === null ? undefined : pictures.findLast(({ message }) => message !== null)) ??
    pictures.at(-1);
  const shown = (follow ? current : undefined) ?? steps.find(({ key }) => key === selected) ?? last;
  return { steps, shown };
}

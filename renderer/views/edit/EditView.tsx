import { SegmentedControl, Select, Slider } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SmallButton } from '../../components/small';
import panel from '../../components/conversation/SidePanel.module.css';
import { ViewFrame } from '../../components/conversation/ViewFrame';
import { useZoomGestures } from '../../components/useZoomGestures';
import { useShownBranch } from '../../state/tree';
import { useManifest, useStudio } from '../../state/studio';
import { pickSources, redoStep, undoStep } from './actions';
import { Compare, Layer } from './Compare';
import classes from './Edit.module.css';
import { FitPanel } from './FitPanel';
import { InstructionBar } from './InstructionBar';
import { type CompareMode, compareModes, useEdit } from '../../state/edit';
import { StepActions } from './StepActions';
import { StepNotes } from './StepNotes';
import { type Step, wayTo } from './steps';
import { StepTree } from './StepTree';
import { useSteps } from './useSteps';
import { ZoomFields } from './ZoomFields';
import { IconEye } from '@tabler/icons-react';
import shared from '../../components/conversation/Conversation.module.css';
import { PickRow, ViewWelcome, WelcomeBox } from '../../components/conversation/ViewWelcome';
import { suggestedInstructions } from './suggestions';

/** Whether the keys belong to words that are being written. */
function isWriting(): boolean {
  const element = document.activeElement;
  const field =
    element instanceof HTMLTextAreaElement ||
    (element instanceof HTMLInputElement && ['text', 'search', 'number'].includes(element.type));
  return field && element.value !== '';
}

/** Changing pictures by words: the step on the screen, the tree of steps, the next instruction. */
export function EditView() {
  const id = useStudio((state) => state.view?.id);
  const { steps, shown } = useSteps();
  useShownBranch(shown?.message);
  const keys = (act: () => boolean) => (event: KeyboardEvent) => {
    if (isWriting() || useStudio.getState().dialog) return;
    if (act()) event.preventDefault();
  };
  useHotkeys(
    [
      ['mod+Z', keys(() => undoStep(shown)), { preventDefault: false }],
      ['mod+shift+Z', keys(() => redoStep(shown, steps)), { preventDefault: false }],
      ['mod+Y', keys(() => redoStep(shown, steps)), { preventDefault: false }],
    ],
    [],
  );
  return (
    <ViewFrame testId="edit-view">
      {(!shown || id === undefined) && <EditWelcome />}
      {shown && id !== undefined && (
        <div className={panel.columns}>
          <div className={classes.main}>
            <Stage steps={steps} shown={shown} />
            <InstructionBar key={id} id={id} step={changeable(steps, shown)} />
          </div>
          <StepTree steps={steps} shown={shown} />
        </div>
      )}
    </ViewFrame>
  );
}

/** The step that an instruction changes: one in words alone stands for what it was asked about. */
const changeable = (steps: readonly Step[], shown: Step): Step =>
  wayTo(steps, shown.key).findLast(({ picture }) => picture?.image) ?? shown;

interface StageProperties {
  readonly steps: readonly Step[];
  readonly shown: Step;
}

function Stage({ steps, shown }: StageProperties) {
  const { t } = useTranslation();
  const mode = useEdit((state) => state.mode);
  const against = useEdit((state) => state.against);
  const zoom = useEdit((state) => state.zoom);
  const amplify = useEdit((state) => state.amplify);
  const [held, setHeld] = useState(false);
  const onZoom = (next: typeof zoom): void => useEdit.setState({ zoom: next });
  const gestures = useZoomGestures(zoom, onZoom);
  const way = wayTo(steps, shown.key);
  const source = way.find(({ kind }) => kind === 'source');
  const before = against === 'original' ? way[0] : way.at(-2);
  if (shown.kind === 'source') {
    return (
      <div className={classes.stage}>
        <FitPanel step={shown} />
      </div>
    );
  }
  const silent = shown.kind === 'words' && shown.message?.finish !== 'running';
  // While it is drawn, only side by side makes sense.
  const comparable = !silent && (mode === 'beside' || Boolean(shown.picture?.image));
  const other = before && before.key !== shown.key ? before : undefined;
  const compared = comparable ? other : undefined;
  return (
    <>
      <div className={classes.toolbar} role="toolbar" aria-label={t('edit.tools')}>
        {other && (
          <>
            <SegmentedControl
              size="xs"
              aria-label={t('edit.compare')}
              value={mode}
              data={compareModes.map((value) => ({ value, label: t(`edit.mode.${value}`) }))}
              onChange={(value: CompareMode) => useEdit.setState({ mode: value })}
            />
            {way.length > 2 && (
              <Select
                size="xs"
                w={172}
                allowDeselect={false}
                aria-label={t('edit.against')}
                value={against}
                data={(['previous', 'original'] as const).map((value) => ({
                  value,
                  label: t(`edit.against_${value}`),
                }))}
                onChange={(value) => useEdit.setState({ against: value ?? 'previous' })}
              />
            )}
            {mode === 'hold' && <HoldButton onHold={setHeld} />}
            {mode === 'difference' && (
              <Slider
                w={110}
                size="sm"
                min={1}
                max={8}
                label={(value) => t('edit.times', { value })}
                thumbLabel={t('edit.amplify')}
                value={amplify}
                onChange={(value) => useEdit.setState({ amplify: value })}
              />
            )}
          </>
        )}
        <ZoomFields zoom={zoom} gestures={gestures} onZoom={onZoom} />
      </div>
      <div className={classes.stage}>
        {compared ? (
          <Compare before={compared} after={shown} gestures={gestures} held={held} />
        ) : (
          <div
            {...gestures.frame}
            className={classes.frame}
            tabIndex={0}
            role="group"
            aria-label={t('zoom.label', { label: t('edit.after') })}
          >
            <Layer step={silent && before ? before : shown} zoom={zoom} label={t('edit.after')} />
            {silent && <span className={classes.caption}>{t('edit.wordsOnly')}</span>}
          </div>
        )}
      </div>
      <div className={classes.toolbar} role="toolbar" aria-label={t('edit.actions')}>
        <StepActions step={shown} original={originalOf(source, shown)} />
      </div>
      <StepNotes step={shown} source={source} />
    </>
  );
}

/** What a result can be put back into: nothing where that has the result's own size. */
function originalOf(
  source: Step | undefined,
  { picture }: Step,
): { width: number; height: number } | 'part' | null {
  if (!source?.picture || !picture) return null;
  if (source.region) return 'part';
  const { width, height } = source.picture;
  return width === picture.width && height === picture.height ? null : { width, height };
}

/** Shows what was before as long as it is held, by pointer or by the space bar. */
function HoldButton({ onHold }: { readonly onHold: (held: boolean) => void }) {
  const { t } = useTranslation();
  const isKey = (key: string): boolean => key === ' ' || key === 'Enter';
  return (
    <SmallButton
      leftSection={<IconEye size={16} />}
      data-testid="edit-hold"
      onPointerDown={() => onHold(true)}
      onPointerUp={() => onHold(false)}
      onPointerLeave={() => onHold(false)}
      onBlur={() => onHold(false)}
      onKeyDown={(event) => {
        if (isKey(event.key)) onHold(true);
      }}
      onKeyUp={(event) => {
        if (isKey(event.key)) onHold(false);
      }}
    >
      {t('edit.hold')}
    </SmallButton>
  );
}

/** How many examples are named. */
const SHOWN = 8;

/** No picture yet: how one comes in, and what can be asked for. */
function EditWelcome() {
  const { t } = useTranslation();
  const manifest = useManifest();
  const examples = suggestedInstructions(manifest);
  return (
    <div className={shared.scroller}>
      <ViewWelcome title={t('edit.welcome')} text={t('edit.welcomeText')} testId="edit-welcome">
        <PickRow testId="edit-pick" onPick={() => void pickSources()} />
        <WelcomeBox title={t('edit.how')} text={t('edit.howText')} />
        {manifest && (
          <WelcomeBox
            title={t('welcome.limits', { name: manifest.name })}
            text={
              examples.length > 0
                ? t('edit.trained', { examples: examples.slice(0, SHOWN).join(' ') })
                : t('edit.untrained', { name: manifest.name })
            }
          />
        )}
      </ViewWelcome>
    </div>
  );
}

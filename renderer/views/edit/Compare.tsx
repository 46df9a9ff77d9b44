import { Skeleton } from '@mantine/core';
import { useState, type CSSProperties, type PointerEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../../components/small';
import { PreviewCanvas } from '../../components/PreviewCanvas';
import type { ZoomGestures } from '../../components/useZoomGestures';
import type { Zoom } from '../../state/pictureZoom';
import { useStudio } from '../../state/studio';
import { previewKey } from '../../state/view';
import classes from './Edit.module.css';
import { useEdit, type CompareMode } from '../../state/edit';
import type { Step } from './steps';
import { imageUrl } from '../../../shared/ipc/contract';

/** From this scale on single pixels are shown as squares. */
const PIXELATED_FROM = 5;

interface Properties {
  readonly before: Step;
  readonly after: Step;
  readonly gestures: ZoomGestures;
  readonly held: boolean;
}

/** Two steps in the way that was chosen: side by side, over one another, or their difference. */
export function Compare({ before, after, gestures, held }: Properties) {
  const { t } = useTranslation();
  const mode = useEdit((state) => state.mode);
  const zoom = useEdit((state) => state.zoom);
  const first = <Layer step={before} zoom={zoom} label={t('edit.before')} />;
  const second = <Layer step={after} zoom={zoom} label={t('edit.after')} />;
  if (mode === 'beside') {
    return (
      <div className={classes.beside}>
        <Frame mode={mode} gestures={gestures} caption={t('edit.before')}>
          {first}
        </Frame>
        <Frame mode={mode} gestures={gestures} caption={t('edit.after')}>
          {second}
        </Frame>
      </div>
    );
  }
  if (mode === 'hold') {
    return (
      <Frame mode={mode} gestures={gestures} caption={held ? t('edit.before') : t('edit.after')}>
        {second}
        <div style={{ visibility: held ? 'visible' : 'hidden' }}>{first}</div>
      </Frame>
    );
  }
  return (
    <Frame mode={mode} gestures={gestures}>
      {mode === 'slider' ? (
        <Split first={first} second={second} />
      ) : (
        <Difference first={first} second={second} />
      )}
    </Frame>
  );
}

interface FrameProperties {
  readonly mode: CompareMode;
  readonly gestures: ZoomGestures;
  readonly caption?: string;
  readonly children: ReactNode;
}

function Frame({ mode, gestures, caption, children }: FrameProperties) {
  const { t } = useTranslation();
  const moving = useEdit((state) => state.zoom.scale > 1);
  return (
    <div
      {...gestures.frame}
      className={classes.frame}
      tabIndex={0}
      role="group"
      aria-label={t('zoom.label', { label: caption ?? t(`edit.mode.${mode}`) })}
      data-moving={moving || undefined}
      data-testid="compare-frame"
    >
      {children}
      {caption && <span className={classes.caption}>{caption}</span>}
    </div>
  );
}

interface LayerProperties {
  readonly step: Step;
  readonly zoom: Zoom;
  readonly label: string;
}

/** One step in the model's square, padded as the model sees it. */
export function Layer({ step, zoom, label }: LayerProperties) {
  const style: CSSProperties = {
    transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`,
    imageRendering: zoom.scale >= PIXELATED_FROM ? 'pixelated' : 'auto',
  };
  return (
    <div className={classes.layer} style={style}>
      <div className={classes.square}>
        <StepPicture step={step} label={label} />
      </div>
    </div>
  );
}

/** The picture of a step, or what there is of it while it is drawn. */
function StepPicture({ step, label }: { readonly step: Step; readonly label: string }) {
  const { t } = useTranslation();
  const preview = useStudio(
    ({ view }) => step.message && view?.previews[previewKey(step.message.id, step.part)],
  );
  const image = step.picture?.image;
  if (image) {
    return (
      <img
        className={classes.picture}
        src={imageUrl(image)}
        alt={label}
        draggable={false}
        decoding="async"
      />
    );
  }
  if (preview) {
    return (
      <>
        <PreviewCanvas png={preview.png} className={classes.picture} />
        <span className={classes.progress} role="status">
          {t('picture.step', { step: preview.step, steps: preview.steps })}
        </span>
      </>
    );
  }
  if (step.message?.finish === 'running') {
    return (
      <>
        <Skeleton className={classes.picture} radius={0} />
        <span className={classes.progress} role="status">
          {step.picture ? t('picture.imagining') : t('answer.reading')}
        </span>
      </>
    );
  }
  return (
    <Hint className={classes.missing}>
      {step.kind === 'words' ? t('edit.wordsOnly') : t('picture.stopped')}
    </Hint>
  );
}

/** The earlier picture at the left of a line that can be dragged, the later one at its right. */
function Split({ first, second }: { readonly first: ReactNode; readonly second: ReactNode }) {
  const { t } = useTranslation();
  const split = useEdit((state) => state.split);
  const [dragging, setDragging] = useState(false);

  function follow(event: PointerEvent<HTMLElement>): void {
    const box = event.currentTarget.parentElement?.getBoundingClientRect();
    if (!box || !dragging) return;
    const share = ((event.clientX - box.left) / box.width) * 100;
    useEdit.setState({ split: Math.min(100, Math.max(0, share)) });
  }

  return (
    <>
      {second}
      <div className={classes.clip} style={{ clipPath: `inset(0 ${100 - split}% 0 0)` }}>
        {first}
      </div>
      <div
        className={classes.line}
        style={{ left: `${split}%` }}
        data-own-pointer
        data-dragging={dragging || undefined}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          setDragging(true);
        }}
        onPointerMove={follow}
        onPointerUp={() => setDragging(false)}
      >
        <input
          type="range"
          className={classes.range}
          min={0}
          max={100}
          value={Math.round(split)}
          aria-label={t('edit.split')}
          onChange={(event) => useEdit.setState({ split: Number(event.currentTarget.value) })}
        />
      </div>
    </>
  );
}

/** What differs, bright on black: blended by the graphics of the window, not pixel by pixel. */
function Difference({ first, second }: { readonly first: ReactNode; readonly second: ReactNode }) {
  const amplify = useEdit((state) => state.amplify);
  return (
    <div className={classes.difference} style={{ filter: `brightness(${amplify})` }}>
      {first}
      <div className={classes.blended}>{second}</div>
    </div>
  );
}

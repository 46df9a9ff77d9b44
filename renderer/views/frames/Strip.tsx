import { Button, RangeSlider, Text, UnstyledButton } from '@mantine/core';
import { IconArrowsShuffle, IconPhotoPlus, IconTrash } from '@tabler/icons-react';
import { useRef, useState, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../../components/small';
import { IconButton } from '../../components/IconButton';
import { number } from '../../i18n';
import classes from './Frames.module.css';
import { RateField } from './RateField';
import { changeStrip, useFrames } from '../../state/frames';
import {
  isUnlike,
  shuffled,
  withMoved,
  withoutFrame,
  withRange,
  type Frame,
  type Strip,
} from '../../state/strip';
import { pickFrames, readAgain } from './take';
import { imageUrl } from '../../../shared/ipc/contract';

interface Properties {
  readonly id: string;
  readonly strip: Strip;
}

/** Width of a frame in the strip and the room between two, in pixels, as the style has them. */
const CELL = 76;
const GAP = 8;

/** The frames of the clip: pick a range, reorder, drop some. */
export function StripEditor({ id, strip }: Properties) {
  const { t } = useTranslation();
  const rate = useFrames((state) => state.rate);
  const task = useFrames((state) => state.task);
  const read = useFrames((state) => state.clips[id]?.rate);
  const count = strip.frames.length;
  const heldBack = { next: count - 1 - strip.to, previous: strip.from, order: 0, video: 0 }[task];
  const range = (from: number, to: number): void =>
    changeStrip(id, (old) => withRange(old, from, to));
  return (
    <section className={classes.strip} aria-label={t('frames.strip')}>
      <div className={classes.toolbar}>
        <Text size="sm" fw={600}>
          {t('frames.count', { count })}
        </Text>
        <SmallHint className={classes.gap} data-testid="frames-range">
          {t('frames.range', { from: strip.from + 1, to: strip.to + 1 })}{' '}
          {heldBack > 0 && t('frames.heldBack', { count: heldBack })} {strip.note}
        </SmallHint>
        {read !== undefined && read !== rate && (
          <Button
            size="compact-xs"
            variant="default"
            data-testid="frames-read-again"
            onClick={() => void readAgain()}
          >
            {t('frames.readAgain')}
          </Button>
        )}
        <RateField />
        <IconButton
          size="sm"
          label={t('frames.shuffle')}
          icon={<IconArrowsShuffle size={17} />}
          onClick={() => changeStrip(id, (old) => shuffled(old))}
        />
        <IconButton
          size="sm"
          label={t('frames.addPictures')}
          keys="mod+O"
          icon={<IconPhotoPlus size={17} />}
          onClick={pickFrames}
        />
      </div>
      <Cells id={id} strip={strip} onRange={range} />
      {isUnlike(strip) && <SmallHint data-testid="frames-unlike">{t('frames.unlike')}</SmallHint>}
      {count > 1 && (
        <RangeSlider
          size="sm"
          min={1}
          max={count}
          minRange={0}
          label={null}
          style={{ width: `min(100% - ${CELL}px, ${(count - 1) * (CELL + GAP)}px)` }}
          className={classes.range}
          thumbFromLabel={t('frames.first')}
          thumbToLabel={t('frames.last')}
          value={[strip.from + 1, strip.to + 1]}
          onChange={([from, to]) => range(from - 1, to - 1)}
        />
      )}
    </section>
  );
}

interface CellsProperties extends Properties {
  readonly onRange: (from: number, to: number) => void;
}

function Cells({ id, strip, onRange }: CellsProperties) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const [dragged, setDragged] = useState<number | null>(null);
  const focus = (place: number): void => {
    // The cells are drawn anew before the keyboard moves on.
    window.requestAnimationFrame(() => {
      list.current?.querySelectorAll<HTMLElement>('[data-cell]')[place]?.focus();
    });
  };
  const move = (from: number, to: number): void => {
    changeStrip(id, (old) => withMoved(old, from, to));
    focus(to);
  };

  function onKeyDown(event: KeyboardEvent, place: number): void {
    const way = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (way !== undefined) {
      if (event.altKey) move(place, place + way);
      else focus(place + way);
    } else if (event.key === 'Delete' || event.key === 'Backspace') {
      changeStrip(id, (old) => withoutFrame(old, place));
      focus(Math.min(place, strip.frames.length - 2));
    } else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <ul ref={list} className={classes.cells} aria-label={t('frames.keys')}>
      {strip.frames.map((frame, place) => {
        const given = place >= strip.from && place <= strip.to;
        return (
          <li key={frame.key} className={classes.cellItem}>
            <UnstyledButton
              className={classes.cell}
              data-cell
              data-testid="frame-cell"
              data-given={given || undefined}
              aria-pressed={given}
              aria-label={labelOf(frame, place)}
              draggable
              onClick={(event) =>
                event.shiftKey
                  ? onRange(strip.from, place)
                  : onRange(place, Math.max(place, strip.to))
              }
              onKeyDown={(event) => onKeyDown(event, place)}
              onDragStart={() => setDragged(place)}
              onDragOver={(event) => event.preventDefault()}
              onDrop={(event) => {
                if (dragged === null) return;
                event.preventDefault();
                event.stopPropagation();
                move(dragged, place);
                setDragged(null);
              }}
            >
              <img
                className={classes.picture}
                src={imageUrl(frame.picture.image)}
                alt={''}
                draggable={false}
                loading="lazy"
              />
              <span className={classes.cellNumber}>{place + 1}</span>
            </UnstyledButton>
            <span className={classes.removeCell}>
              <IconButton
                size="xs"
                variant="default"
                label={t('frames.remove', { number: place + 1 })}
                icon={<IconTrash size={12} />}
                onClick={() => changeStrip(id, (old) => withoutFrame(old, place))}
              />
            </span>
            <span className={classes.cellTime}>{timeOf(frame)}</span>
          </li>
        );
      })}
    </ul>
  );

  function timeOf({ time }: Frame): string {
    return time === null ? '' : t('unit.seconds', { value: number(time, 1) });
  }

  function labelOf(frame: Frame, place: number): string {
    const values = { number: place + 1, time: timeOf(frame) };
    return frame.time === null ? t('frames.frame', values) : t('frames.frameAt', values);
  }
}

import { Select } from '@mantine/core';
import {
  IconPlayerPauseFilled,
  IconPlayerPlayFilled,
  IconPlayerSkipBackFilled,
  IconPlayerSkipForwardFilled,
  IconRepeat,
} from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../../components/small';
import { IconButton } from '../../components/IconButton';
import classes from './Frames.module.css';
import type { TimelineFrame } from './runs';
import { imageUrl } from '../../../shared/ipc/contract';

interface Properties {
  readonly frames: readonly (TimelineFrame & { readonly image: string })[];
  readonly framesPerSecond: number;
  readonly at: number;
  readonly onAt: (at: number) => void;
}

const SPEEDS = ['0.25', '0.5', '1', '2', '4', '8'] as const;

/** Plays the frames of a timeline: step by step, at a speed, once or again and again. */
export function Player({ frames, framesPerSecond, at, onAt }: Properties) {
  const { t } = useTranslation();
  const [playing, setPlaying] = useState(false);
  const [loop, setLoop] = useState(true);
  const [speed, setSpeed] = useState<string>('2');
  const last = frames.length - 1;
  const ended = !loop && at >= last;
  useEffect(() => {
    if (!playing || ended) return undefined;
    const wait = 1000 / (framesPerSecond * Number(speed));
    const timer = window.setTimeout(() => onAt(at >= last ? 0 : at + 1), wait);
    return () => window.clearTimeout(timer);
  }, [playing, ended, at, last, speed, framesPerSecond, onAt]);
  const frame = frames[Math.min(at, last)];
  if (!frame) return null;
  const step = (by: number): void => {
    setPlaying(false);
    onAt((at + by + frames.length) % frames.length);
  };
  return (
    <section className={classes.player} aria-label={t('frames.player')}>
      <div className={classes.screen} data-kind={frame.kind}>
        <img className={classes.picture} src={imageUrl(frame.image)} alt={t('frames.playing')} />
      </div>
      <div className={classes.controls} role="toolbar" aria-label={t('frames.player')}>
        <IconButton
          size="sm"
          label={t('frames.stepBack')}
          icon={<IconPlayerSkipBackFilled size={15} />}
          onClick={() => step(-1)}
        />
        <IconButton
          size="sm"
          label={playing && !ended ? t('frames.pause') : t('frames.play')}
          data-testid="frames-play"
          icon={
            playing && !ended ? (
              <IconPlayerPauseFilled size={15} />
            ) : (
              <IconPlayerPlayFilled size={15} />
            )
          }
          onClick={() => {
            if (ended) onAt(0);
            setPlaying(!playing || ended);
          }}
        />
        <IconButton
          size="sm"
          label={t('frames.stepForward')}
          icon={<IconPlayerSkipForwardFilled size={15} />}
          onClick={() => step(1)}
        />
        <IconButton
          size="sm"
          label={t('frames.loop')}
          pressed={loop}
          variant={loop ? 'light' : 'subtle'}
          icon={<IconRepeat size={16} />}
          onClick={() => setLoop(!loop)}
        />
        <Select
          size="xs"
          w={76}
          allowDeselect={false}
          aria-label={t('frames.speed')}
          value={speed}
          data={SPEEDS.map((value) => ({ value, label: t('frames.times', { value }) }))}
          onChange={(value) => setSpeed(value ?? '1')}
        />
        <SmallHint>
          {t('branch.place', { number: Math.min(at, last) + 1, count: frames.length })}
        </SmallHint>
      </div>
    </section>
  );
}

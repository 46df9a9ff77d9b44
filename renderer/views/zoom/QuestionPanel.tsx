import { Alert, Button, Group, Loader, Text } from '@mantine/core';
import {
  IconMaximize,
  IconPlayerStopFilled,
  IconRefresh,
  IconSquareDashed,
} from '@tabler/icons-react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../../components/small';
import { BoxOnPicture } from '../../components/BoxOnPicture';
import { IconButton } from '../../components/IconButton';
import { SquarePreview } from '../../components/SquarePreview';
import { number } from '../../i18n';
import { openDialog } from '../../state/studio';
import { compareMark, locate, moveMark, stopLocating } from './actions';
import { Answers } from './Answers';
import { ImaginedZoom } from './ImaginedZoom';
import type { ImageQuestion } from './questions';
import { changeFinding, unknown, useZoom } from '../../state/zoom';
import { thoughtOf, usePhrase } from '../../state/thought';
import classes from './Zoom.module.css';
import { imageUrl } from '../../../shared/ipc/contract';
import { middleSquare } from '../../../shared/image';
import type { RegionPart } from '../../../shared/message';

/** Side in pixels of the true crop on the screen, beyond which more would not be seen. */
const CROP_SIDE = 512;

/** A question about a picture: what was imagined beside what is there, and the three answers. */
export function QuestionPanel({ look }: { readonly look: ImageQuestion }) {
  const { t } = useTranslation();
  const phrase = usePhrase();
  const finding = useZoom((state) => state.findings[look.key]) ?? unknown;
  const thought = look.answers.thought;
  const imagined = thought ? thoughtOf(thought, phrase) : null;
  const place = thought && thought.finish !== 'running' ? imagined : null;
  const rendered = place !== null && thought?.parts[place.part]?.type === 'image' ? place : null;
  const placeId = rendered?.messageId;

  useEffect(() => {
    const now = useZoom.getState().findings[look.key];
    if (placeId && rendered && !now) void locate(look, rendered);
    // A new answer that thought is a new search; the same one is searched once.
  }, [placeId, rendered, look]);

  const mark = finding.mark ?? finding.found ?? look.region;
  const { picture } = look;
  const label = t('zoomView.picture');
  return (
    <div className={classes.look}>
      <div className={classes.evidence}>
        <section className={classes.whole} aria-label={label}>
          <div className={classes.wholePicture}>
            <BoxOnPicture
              src={imageUrl(picture.image)}
              alt={label}
              width={picture.width}
              height={picture.height}
              box={mark}
              label={t('zoomView.mark')}
              onChange={mark ? (box) => moveMark(look, box) : undefined}
              onEnd={(box) => void compareMark(look, rendered, box)}
            />
          </div>
          <Group gap={6}>
            <IconButton
              size="sm"
              label={t('picture.open')}
              icon={<IconMaximize size={16} />}
              onClick={() => openDialog({ kind: 'picture', image: picture.image, label })}
            />
            <SmallHint>
              {t('composer.size', { width: number(picture.width), height: number(picture.height) })}
            </SmallHint>
            {!mark && finding.state !== 'searching' && (
              <Button
                size="compact-xs"
                variant="default"
                leftSection={<IconSquareDashed size={14} />}
                data-testid="zoom-mark"
                onClick={() => moveMark(look, middleOf(picture.width, picture.height))}
              >
                {t('zoomView.markOne')}
              </Button>
            )}
            {finding.mark && finding.found && (
              <Button
                size="compact-xs"
                variant="subtle"
                color="gray"
                onClick={() => changeFinding(look.key, { mark: null })}
              >
                {t('zoomView.toFound')}
              </Button>
            )}
          </Group>
        </section>
        <section className={classes.zooms} aria-label={t('zoomView.zooms')}>
          <ImaginedZoom thought={thought} imagined={imagined} />
          <TrueCrop
            look={look}
            mark={mark}
            compared={rendered !== null && (!finding.mark || finding.comparison !== 'failed')}
            comparing={finding.comparison === 'running' && finding.mark !== null}
          />
        </section>
      </div>
      <Search look={look} place={rendered} />
      <Answers look={look} mark={mark} />
    </div>
  );
}

/** A first mark of the person: a quarter of the picture's side, in the middle. */
function middleOf(width: number, height: number) {
  const { x, y, width: side } = middleSquare(width, height);
  const part = side / 3;
  return { x: x + part, y: y + part, width: part, height: part };
}

interface TrueCropProperties {
  readonly look: ImageQuestion;
  readonly mark: RegionPart | null;
  /** Whether the similarity means something: the mark was compared with an imagined zoom. */
  readonly compared: boolean;
  readonly comparing: boolean;
}

/** The marked part of the picture, from its full resolution. */
function TrueCrop({ look, mark, compared, comparing }: TrueCropProperties) {
  const { t } = useTranslation();
  if (!mark) return null;
  const side = Math.max(32, Math.min(CROP_SIDE, Math.round(mark.width)));
  return (
    <figure className={classes.zoomed} data-testid="zoom-crop">
      <figcaption className={classes.caption}>{t('zoomView.trueCrop')}</figcaption>
      <SquarePreview
        image={mark.image}
        width={look.picture.width}
        height={look.picture.height}
        box={mark}
        side={side}
        label={t('zoomView.trueCrop')}
        className={classes.zoomPicture}
      />
      <SmallHint data-testid="zoom-similarity">
        {compared
          ? comparing
            ? t('zoomView.comparing')
            : t('zoomView.similarity', { value: number(mark.similarity, 3) })
          : t('zoomView.cropSize', { side: number(mark.width) })}
      </SmallHint>
    </figure>
  );
}

/** How the search for the imagined part goes. */
function Search({
  look,
  place,
}: {
  readonly look: ImageQuestion;
  readonly place: { messageId: string; part: number } | null;
}) {
  const { t } = useTranslation();
  const finding = useZoom((state) => state.findings[look.key]) ?? unknown;
  if (!place) return null;
  const again = (
    <Button
      size="compact-xs"
      variant="default"
      leftSection={<IconRefresh size={14} />}
      onClick={() => void locate(look, place)}
    >
      {t('zoomView.search')}
    </Button>
  );
  if (finding.state === 'searching') {
    return (
      <Group gap="xs" role="status" data-testid="zoom-searching">
        <Loader size="xs" />
        <Text size="sm">{t('zoomView.searching')}</Text>
        <Button
          size="compact-xs"
          variant="default"
          leftSection={<IconPlayerStopFilled size={12} />}
          onClick={stopLocating}
        >
          {t('common.stop')}
        </Button>
      </Group>
    );
  }
  if (finding.state === 'failed') {
    return (
      <Alert color="red" title={t('zoomView.searchFailed')}>
        <Group justify="space-between">
          {finding.error}
          {again}
        </Group>
      </Alert>
    );
  }
  if (finding.state === 'found') return null;
  return <Group gap="xs">{again}</Group>;
}

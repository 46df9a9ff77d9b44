import { Alert, Button, Group, Loader, Stack, Text } from '@mantine/core';
import { IconInfoCircle, IconPlayerStopFilled, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint, SmallHint } from '../../components/small';
import { call, errorMessage } from '../../api';
import { Dialog } from '../../components/Dialog';
import { replacePicture } from '../../state/undo';
import { useManifest, useStudio } from '../../state/studio';
import { VariantCard } from './VariantCard';
import {
  boundsOf,
  freshSeed,
  hardlyDiffer,
  MOST_VARIANTS,
  settingsOf,
  withAnother,
} from './variants';
import classes from './Variants.module.css';
import { type CallOutput, imageUrl } from '../../../shared/ipc/contract';
import type { ImagePart } from '../../../shared/message';

/** Variants that are prepared unless told otherwise: enough to choose from. */
const PREPARED = 3;
/** Room for the picture and all variants in one row. */
const WIDTH = 1040;

interface Properties {
  readonly messageId: string;
  readonly part: number;
  /** How many variants are prepared. */
  readonly count?: number;
  readonly onClose: () => void;
}

/** Draws the kept visual tokens of a picture again, up to four variants side by side. */
export function DecodeDialog(properties: Properties) {
  const { t } = useTranslation();
  const picture = useStudio(({ view }) => {
    const message = view?.messages.find((candidate) => candidate.id === properties.messageId);
    const found = message?.parts[properties.part];
    return found?.type === 'image' ? found : undefined;
  });
  // The picture may change below the dialog; the one it was opened for stays the starting point.
  const [original] = useState(picture);
  return (
    <Dialog title={t('decode.title')} size={WIDTH} onClose={properties.onClose}>
      {original?.rendering ? (
        <Variants {...properties} original={original} rendering={original.rendering} />
      ) : (
        <Text>{t('decode.gone')}</Text>
      )}
    </Dialog>
  );
}

interface VariantsProperties extends Properties {
  readonly original: ImagePart;
  readonly rendering: NonNullable<ImagePart['rendering']>;
}

function Variants(properties: VariantsProperties) {
  const { messageId, part, count = PREPARED, onClose, original, rendering } = properties;
  const { t } = useTranslation();
  const bounds = useManifest();
  const [list, setList] = useState(() =>
    Array.from({ length: count }, () => ({ ...settingsOf(rendering), seed: freshSeed() })),
  );
  const [drawn, setDrawn] = useState<CallOutput<'pictures.redraw'>>([]);
  const [drawing, setDrawing] = useState(false);
  const [error, setError] = useState<string | null>(null);

  async function draw(): Promise<void> {
    setDrawing(true);
    setError(null);
    try {
      setDrawn(await call('pictures.redraw', { messageId, part, settings: list }));
    } catch (thrown) {
      setError(errorMessage(thrown));
    } finally {
      setDrawing(false);
    }
  }

  async function choose(chosen: ImagePart): Promise<void> {
    if (await replacePicture(messageId, part, chosen)) onClose();
  }

  const similar = hardlyDiffer(drawn.map((variant) => variant.difference));
  return (
    <Stack>
      <Hint>{t('decode.text')}</Hint>
      {similar && (
        <Alert icon={<IconInfoCircle />} color="blue" data-testid="variants-alike">
          {t('decode.alike')}
        </Alert>
      )}
      <div className={classes.grid}>
        <section className={classes.variant} aria-label={t('decode.now')}>
          <div className={classes.name}>{t('decode.now')}</div>
          <div className={classes.square}>
            {original.image && (
              <img
                className={classes.picture}
                src={imageUrl(original.image)}
                alt={t('decode.now')}
              />
            )}
          </div>
          <SmallHint>{t('decode.settings', settingsOf(rendering))}</SmallHint>
        </section>
        {list.map((settings, index) => (
          <VariantCard
            key={index}
            number={index + 1}
            settings={settings}
            bounds={boundsOf(bounds)}
            picture={drawn[index]?.part}
            drawing={drawing}
            onChange={(changed) => {
              setList(list.map((old, at) => (at === index ? changed : old)));
            }}
            onRemove={
              list.length > 1
                ? () => {
                    setList(list.filter((_, at) => at !== index));
                    setDrawn(drawn.filter((_, at) => at !== index));
                  }
                : undefined
            }
            onChoose={(chosen) => void choose(chosen)}
          />
        ))}
      </div>
      {error && <Alert color="red">{error}</Alert>}
      <Group justify="space-between">
        <Button
          variant="default"
          leftSection={<IconPlus size={16} />}
          disabled={list.length >= MOST_VARIANTS || drawing}
          onClick={() => setList(withAnother(list))}
        >
          {t('decode.add')}
        </Button>
        {drawing ? (
          <Button
            variant="default"
            leftSection={<IconPlayerStopFilled size={14} />}
            rightSection={<Loader size={14} />}
            data-testid="decode-stop"
            onClick={() => void call('pictures.stop', {})}
          >
            {t('common.stop')}
          </Button>
        ) : (
          <Button onClick={() => void draw()} data-autofocus data-testid="decode-draw">
            {t('decode.draw', { count: list.length })}
          </Button>
        )}
      </Group>
    </Stack>
  );
}

import { Button, NumberInput, Text } from '@mantine/core';
import { IconDice3, IconX } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/IconButton';
import { freshSeed, within, type Bounds } from './variants';
import type { VisualizerSettings } from '../../../shared/ipc/pictures';
import classes from './Variants.module.css';
import { imageUrl } from '../../../shared/ipc/contract';
import type { ImagePart } from '../../../shared/message';

interface Properties {
  readonly number: number;
  readonly settings: VisualizerSettings;
  readonly bounds: Bounds;
  readonly picture: ImagePart | undefined;
  readonly drawing: boolean;
  readonly onChange: (settings: VisualizerSettings) => void;
  readonly onRemove?: () => void;
  readonly onChoose: (picture: ImagePart) => void;
}

/** One variant: its settings, and its picture once it is drawn. */
export function VariantCard(properties: Properties) {
  const { number, settings, bounds, picture, drawing, onChange, onRemove, onChoose } = properties;
  const { t } = useTranslation();
  const name = t('decode.variant', { number });

  const field = (
    key: 'guidance' | 'steps' | 'variation',
    range: { min: number; max: number },
    step: number,
  ) => (
    <NumberInput
      size="xs"
      label={t(`decode.${key}`)}
      value={settings[key]}
      min={range.min}
      max={range.max}
      step={step}
      allowDecimal={key !== 'steps'}
      clampBehavior="blur"
      onChange={(value) => {
        if (typeof value === 'number') onChange({ ...settings, [key]: within(value, range) });
      }}
    />
  );

  return (
    <section className={classes.variant} aria-label={name} data-testid="variant">
      <div className={classes.name}>
        <span style={{ flex: 1 }}>{name}</span>
        {onRemove && (
          <IconButton
            size="sm"
            label={t('decode.remove', { number })}
            icon={<IconX size={15} />}
            onClick={onRemove}
          />
        )}
      </div>
      <div className={classes.square}>
        {picture?.image && (
          <img
            className={classes.picture}
            data-old={drawing || undefined}
            src={imageUrl(picture.image)}
            alt={name}
          />
        )}
        {(drawing || !picture?.image) && (
          <Text size="xs" className={classes.state}>
            {drawing ? t('decode.drawing') : t('decode.notYet')}
          </Text>
        )}
      </div>
      <div className={classes.fields}>
        <NumberInput
          className={classes.wide}
          size="xs"
          label={t('decode.seed')}
          value={settings.seed}
          min={0}
          max={0xffffffff}
          allowDecimal={false}
          hideControls
          rightSection={
            <IconButton
              size="sm"
              label={t('decode.fresh', { number })}
              icon={<IconDice3 size={15} />}
              onClick={() => onChange({ ...settings, seed: freshSeed() })}
            />
          }
          onChange={(seed) => {
            if (typeof seed === 'number') onChange({ ...settings, seed });
          }}
        />
        {field('variation', { min: 0, max: 2 }, 0.1)}
        {field('guidance', bounds.guidance, 0.5)}
        {field('steps', bounds.steps, 1)}
      </div>
      <Button
        size="compact-sm"
        variant="light"
        disabled={!picture?.image || drawing}
        onClick={() => picture && onChoose(picture)}
      >
        {t('decode.choose')}
      </Button>
    </section>
  );
}

import {
  Group,
  Input,
  NumberInput,
  SegmentedControl,
  SimpleGrid,
  Slider,
  Stack,
  Text,
} from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '../../i18n';
import { changeSettings } from '../../state/settings';
import { PackageNumber } from './PackageNumber';
import { drawingBounds, type Manifest } from '../../../shared/manifest';
import type { Settings } from '../../../shared/settings';

const MOST_SEED = 0xffffffff;

interface Properties {
  readonly settings: Settings;
  readonly manifest: Manifest | null;
}

/** How visual tokens are drawn. */
export function PictureSection({ settings, manifest }: Properties) {
  const { t } = useTranslation();
  const [variation, setVariation] = useState(settings.variation);
  const { guidance, steps } = manifest ? drawingBounds(manifest) : {};
  return (
    <Stack gap="lg">
      <SimpleGrid cols={{ base: 1, sm: 2 }}>
        <PackageNumber
          label={t('settings.guidance')}
          description={t('settings.guidanceText')}
          value={settings.guidance}
          ofPackage={guidance?.default}
          min={guidance?.range.min ?? 0}
          max={guidance?.range.max ?? 30}
          step={0.5}
          digits={2}
          onChange={(value) => void changeSettings({ guidance: value })}
        />
        <PackageNumber
          label={t('settings.steps')}
          description={t('settings.stepsText')}
          value={settings.steps}
          ofPackage={steps?.default}
          min={steps?.range.min ?? 1}
          max={steps?.range.max ?? 200}
          step={1}
          digits={0}
          onChange={(value) => void changeSettings({ steps: value })}
        />
      </SimpleGrid>
      <Input.Wrapper
        label={t('settings.seed')}
        labelElement="div"
        description={t('settings.seedText')}
      >
        <Group mt={8} gap="sm">
          <SegmentedControl
            aria-label={t('settings.seed')}
            value={settings.seed === null ? 'fresh' : 'fixed'}
            data={[
              { value: 'fresh', label: t('settings.seedFresh') },
              { value: 'fixed', label: t('settings.seedFixed') },
            ]}
            onChange={(value) => void changeSettings({ seed: value === 'fresh' ? null : 0 })}
          />
          {settings.seed !== null && (
            <NumberInput
              w={160}
              aria-label={t('settings.seedNumber')}
              defaultValue={settings.seed}
              min={0}
              max={MOST_SEED}
              allowDecimal={false}
              onBlur={(event) => {
                const seed = Number.parseInt(event.currentTarget.value, 10) || 0;
                void changeSettings({ seed: Math.min(MOST_SEED, Math.max(0, seed)) });
              }}
            />
          )}
        </Group>
      </Input.Wrapper>
      <Input.Wrapper
        label={t('settings.variation')}
        labelElement="div"
        description={t('settings.variationText')}
      >
        <Group mt={10} gap="md" wrap="nowrap">
          <Slider
            style={{ flex: 1 }}
            min={0}
            max={2}
            step={0.05}
            label={null}
            thumbLabel={t('settings.variation')}
            value={variation}
            onChange={setVariation}
            onChangeEnd={(value) => void changeSettings({ variation: value })}
          />
          <Text size="sm" w={40} ta="right">
            {number(variation, 2)}
          </Text>
        </Group>
      </Input.Wrapper>
    </Stack>
  );
}

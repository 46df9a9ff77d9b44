import { SimpleGrid } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { changeSettings } from '../../state/settings';
import { PackageNumber } from './PackageNumber';
import type { Manifest } from '../../../shared/manifest';
import type { Settings } from '../../../shared/settings';

type Key = 'temperature' | 'topK' | 'topP' | 'repetitionPenalty' | 'maxTokens';

/** Bounds of the contract, the step of the arrow keys, and digits after the point. */
const fields: readonly { key: Key; min: number; max: number; step: number; digits: number }[] = [
  { key: 'temperature', min: 0, max: 2, step: 0.1, digits: 2 },
  { key: 'topK', min: 0, max: 1000, step: 1, digits: 0 },
  { key: 'topP', min: 0.01, max: 1, step: 0.05, digits: 2 },
  { key: 'repetitionPenalty', min: 1, max: 2, step: 0.05, digits: 2 },
  { key: 'maxTokens', min: 1, max: 8192, step: 64, digits: 0 },
];

interface Properties {
  readonly settings: Settings;
  readonly manifest: Manifest | null;
}

/** How words are chosen. */
export function AnswerSection({ settings, manifest }: Properties) {
  const { t } = useTranslation();
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} verticalSpacing="md">
      {fields.map(({ key, ...bounds }) => (
        <PackageNumber
          key={key}
          label={t(`settings.${key}`)}
          description={t(`settings.${key}Text`)}
          value={settings[key]}
          ofPackage={manifest?.languageModel.sampling[key]}
          onChange={(value) => void changeSettings({ [key]: value })}
          {...bounds}
        />
      ))}
    </SimpleGrid>
  );
}

import { Group, NumberInput, Stack, Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeSettings } from '../../state/settings';
import { useStudio } from '../../state/studio';

/** Each number of the rule with its bounds, as the settings have them. */
const NUMBERS = [
  { name: 'copyDays', min: 1, max: 366 },
  { name: 'copyWeeks', min: 0, max: 520 },
  { name: 'copyMonths', min: 0, max: 1200 },
] as const;

/** Whether all data is copied each day, and how many backups stay. */
export function RetentionFields() {
  const { t } = useTranslation();
  const daily = useStudio((state) => state.settings?.dailyCopies ?? true);
  return (
    <>
      <Switch
        size="sm"
        label={t('safety.daily')}
        data-testid="copies-daily"
        checked={daily}
        onChange={(event) => void changeSettings({ dailyCopies: event.currentTarget.checked })}
      />
      <Stack gap={6} role="group" aria-label={t('safety.keep')}>
        <Text size="sm">{t('safety.keep')}</Text>
        <Group gap="md">
          {NUMBERS.map((bounds) => (
            <KeptOf key={bounds.name} {...bounds} />
          ))}
        </Group>
      </Stack>
    </>
  );
}

function KeptOf({ name, min, max }: (typeof NUMBERS)[number]) {
  const { t } = useTranslation();
  const value = useStudio((state) => state.settings?.[name] ?? min);
  // While it is typed a number may be out of bounds; it is kept when the field is left.
  const [typed, setTyped] = useState<string | number | null>(null);

  function keep(): void {
    const wanted = typed === null || typed === '' ? value : Number(typed);
    setTyped(null);
    if (wanted === value || Number.isNaN(wanted)) return;
    void changeSettings({ [name]: Math.min(max, Math.max(min, Math.round(wanted))) });
  }

  return (
    <Group gap={6} wrap="nowrap">
      <NumberInput
        size="xs"
        w={52}
        aria-label={t(`safety.keptOf.${name}`)}
        data-testid={name}
        value={typed ?? value}
        min={min}
        max={max}
        allowDecimal={false}
        allowNegative={false}
        clampBehavior="none"
        hideControls
        onChange={setTyped}
        onBlur={keep}
        onKeyDown={(event) => {
          if (event.key === 'Enter') keep();
        }}
      />
      <Text size="sm" aria-hidden="true">
        {t(`safety.keptOf.${name}`)}
      </Text>
    </Group>
  );
}

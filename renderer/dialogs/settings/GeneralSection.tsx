import { Button, Group, Input, SegmentedControl, Stack, Switch } from '@mantine/core';
import { IconFolderOpen } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { call } from '../../api';
import { attempt } from '../../state/notify';
import { changeSettings } from '../../state/settings';
import { LANGUAGE_CHOICES } from '../../../shared/i18n/languages';
import type { Settings } from '../../../shared/settings';

const themes = ['auto', 'light', 'dark'] as const;

/** Look and language of the window, and its logs. */
export function GeneralSection({ settings }: { readonly settings: Settings }) {
  const { t } = useTranslation();
  return (
    <Stack gap="lg">
      <Input.Wrapper label={t('settings.theme')} labelElement="div">
        <div>
          <SegmentedControl
            mt={6}
            aria-label={t('settings.theme')}
            value={settings.theme}
            data={themes.map((value) => ({ value, label: t(`settings.themes.${value}`) }))}
            onChange={(theme) => void changeSettings({ theme })}
          />
        </div>
      </Input.Wrapper>
      <Switch
        label={t('settings.titlesSwitch')}
        description={t('settings.titlesText')}
        checked={settings.titles}
        onChange={(event) => void changeSettings({ titles: event.currentTarget.checked })}
      />
      <Input.Wrapper label={t('settings.language')} labelElement="div">
        <div>
          <SegmentedControl
            mt={6}
            aria-label={t('settings.language')}
            value={settings.language}
            data={LANGUAGE_CHOICES.map((value) => ({
              value,
              label: t(`settings.languages.${value}`),
            }))}
            onChange={(language) => void changeSettings({ language })}
          />
        </div>
      </Input.Wrapper>
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFolderOpen size={15} />}
          onClick={() => void attempt(() => call('folders.open', { which: 'logs' }))}
        >
          {t('about.logs')}
        </Button>
      </Group>
    </Stack>
  );
}

import { Center, Loader, Tabs } from '@mantine/core';
import {
  IconAdjustments,
  IconDatabase,
  IconMessage2,
  IconPackage,
  IconPhoto,
  IconPlugConnected,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/Dialog';
import { DataSection } from '../recovery/DataSection';
import { useStudio, useManifest } from '../../state/studio';
import { AnswerSection } from './AnswerSection';
import { ApiSection } from './ApiSection';
import { GeneralSection } from './GeneralSection';
import { PackageSection } from './PackageSection';
import { PictureSection } from './PictureSection';
import classes from './Settings.module.css';

const ICON = 17;

interface Properties {
  /** The page that is shown first. */
  readonly tab?: 'data' | undefined;
  readonly onClose: () => void;
}

/** All settings; each change is kept at once. */
export function SettingsDialog({ tab, onClose }: Properties) {
  const { t } = useTranslation();
  const settings = useStudio((state) => state.settings);
  const manifest = useManifest();
  return (
    <Dialog title={t('settings.title')} size={760} onClose={onClose}>
      {!settings ? (
        <Center h={360}>
          <Loader size="sm" />
        </Center>
      ) : (
        <Tabs
          defaultValue={tab ?? 'general'}
          orientation="vertical"
          variant="pills"
          keepMounted={false}
          classNames={{ tabLabel: classes.tabLabel }}
        >
          <Tabs.List className={classes.tabs}>
            <Tabs.Tab value="general" leftSection={<IconAdjustments size={ICON} />} data-autofocus>
              {t('settings.general')}
            </Tabs.Tab>
            <Tabs.Tab value="package" leftSection={<IconPackage size={ICON} />}>
              {t('settings.package')}
            </Tabs.Tab>
            <Tabs.Tab value="answers" leftSection={<IconMessage2 size={ICON} />}>
              {t('settings.answers')}
            </Tabs.Tab>
            <Tabs.Tab value="pictures" leftSection={<IconPhoto size={ICON} />}>
              {t('settings.pictures')}
            </Tabs.Tab>
            <Tabs.Tab
              value="data"
              leftSection={<IconDatabase size={ICON} />}
              data-testid="settings-data"
            >
              {t('safety.title')}
            </Tabs.Tab>
            <Tabs.Tab value="api" leftSection={<IconPlugConnected size={ICON} />}>
              {t('settings.api')}
            </Tabs.Tab>
          </Tabs.List>
          <Tabs.Panel value="general" className={classes.panel}>
            <GeneralSection settings={settings} />
          </Tabs.Panel>
          <Tabs.Panel value="package" className={classes.panel}>
            <PackageSection settings={settings} />
          </Tabs.Panel>
          <Tabs.Panel value="answers" className={classes.panel}>
            <AnswerSection settings={settings} manifest={manifest} />
          </Tabs.Panel>
          <Tabs.Panel value="pictures" className={classes.panel}>
            <PictureSection settings={settings} manifest={manifest} />
          </Tabs.Panel>
          <Tabs.Panel value="data" className={classes.panel}>
            <DataSection />
          </Tabs.Panel>
          <Tabs.Panel value="api" className={classes.panel}>
            <ApiSection settings={settings} />
          </Tabs.Panel>
        </Tabs>
      )}
    </Dialog>
  );
}

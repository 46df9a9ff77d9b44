import { Button, Group, Select, Stack, Text, Title } from '@mantine/core';
import { IconFileZip, IconFolder } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import cards from '../../components/PackageCard.module.css';
import { PackageCardView } from '../../components/PackageCard';
import shared from '../../components/conversation/Conversation.module.css';
import { megabytes } from '../../i18n';
import { cleanModels, openModels, pickModel, useModels } from '../../state/models';
import { refreshPackages, usePackages } from '../../state/packages';
import { useStudio } from '../../state/studio';
import type { Bits } from '../../../shared/catalogue';
import { CatalogueCard } from './CatalogueCard';
import { Getting } from './Getting';
import { HubSearch } from './HubSearch';
import classes from './Models.module.css';

const PRECISIONS = [
  { bits: 4, name: 'four' },
  { bits: 8, name: 'eight' },
  { bits: 16, name: 'sixteen' },
] as const;

/** Models of this computer, models that can be got, and the one that is being got. */
export function ModelsView() {
  const { t } = useTranslation();
  const [bits, setBits] = useState<Bits>(4);
  const catalogue = useModels((state) => state.catalogue);
  useEffect(() => {
    void openModels();
    void refreshPackages();
  }, []);
  return (
    <main className={shared.view} aria-label={t('place.models')} data-testid="models">
      <div className={classes.page}>
        <Stack gap="xl" className={classes.column}>
          <div>
            <Title order={1} size="h3">
              {t('place.models')}
            </Title>
            <Text size="sm" c="dimmed">
              {t('models.text', { host: catalogue?.host ?? '' })}
            </Text>
          </div>
          <Getting />
          <Here />
          <section aria-labelledby="models-catalogue">
            <Group justify="space-between" align="flex-end" mb="xs">
              <Title order={2} size="h5" id="models-catalogue">
                {t('models.catalogue')}
              </Title>
              <Select
                size="xs"
                w={230}
                label={t('models.precision')}
                data={PRECISIONS.map(({ bits: value, name }) => ({
                  value: String(value),
                  label: t(`models.bits.${name}`),
                }))}
                value={String(bits)}
                allowDeselect={false}
                onChange={(value) =>
                  setBits(PRECISIONS.find((one) => String(one.bits) === value)?.bits ?? 4)
                }
              />
            </Group>
            <Stack gap="xs" component="ul" className={cards.list}>
              {(catalogue?.entries ?? []).map((entry) => (
                <CatalogueCard key={entry.id} entry={entry} bits={bits} />
              ))}
            </Stack>
          </section>
          <HubSearch bits={bits} />
          <section aria-labelledby="models-own">
            <Title order={2} size="h5" id="models-own">
              {t('models.own')}
            </Title>
            <Text size="sm" c="dimmed" mb="xs">
              {t('models.ownText')}
            </Text>
            <Group gap="xs">
              <Button
                size="compact-sm"
                variant="light"
                leftSection={<IconFolder size={15} aria-hidden="true" />}
                onClick={() => void pickModel('folder', bits)}
              >
                {t('models.openFolder')}
              </Button>
              <Button
                size="compact-sm"
                variant="light"
                leftSection={<IconFileZip size={15} aria-hidden="true" />}
                onClick={() => void pickModel('zip', bits)}
              >
                {t('models.openZip')}
              </Button>
            </Group>
          </section>
          <Leftovers />
        </Stack>
      </div>
    </main>
  );
}

/** The models that can answer now. */
function Here() {
  const { t } = useTranslation();
  const found = usePackages((state) => state.cards);
  const folder = useStudio(({ settings }) => settings?.packageFolder ?? null);
  return (
    <section aria-labelledby="models-here">
      <Title order={2} size="h5" id="models-here" mb="xs">
        {t('models.here')}
      </Title>
      <Stack gap="xs" component="ul" className={cards.list}>
        {(found ?? []).map((card) => (
          <PackageCardView
            key={card.choice}
            card={card}
            used={folder === null ? card.choice === 'embedded' : folder === card.folder}
          />
        ))}
      </Stack>
    </section>
  );
}

/** What unfinished fetches and conversions take of the disk. */
function Leftovers() {
  const { t } = useTranslation();
  const bytes = useModels(({ status }) =>
    status && !status.getting ? status.leftovers : 0,
  );
  if (bytes === 0) return null;
  return (
    <Group gap="sm" data-testid="models-leftovers">
      <Text size="sm" c="dimmed">
        {t('models.leftovers', { size: megabytes(bytes) })}
      </Text>
      <Button size="compact-xs" variant="default" onClick={() => void cleanModels()}>
        {t('models.clean')}
      </Button>
    </Group>
  );
}

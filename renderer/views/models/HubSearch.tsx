import { Alert, Button, Group, Loader, Stack, Text, TextInput, Title } from '@mantine/core';
import { IconSearch } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import cards from '../../components/PackageCard.module.css';
import { megabytes, number } from '../../i18n';
import { getModel, lookAtModel, searchHub, useModels } from '../../state/models';
import type { Bits } from '../../../shared/catalogue';
import classes from './Models.module.css';

/** Any model of the hub: found by a word or by its name, looked at, and got. */
export function HubSearch({ bits }: { readonly bits: Bits }) {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const found = useModels((state) => state.found);
  const searching = useModels((state) => state.searching);
  const error = useModels((state) => state.searchError);
  const host = useModels((state) => state.catalogue?.host ?? '');
  const wanted = text.trim();
  const isName = /^[\w.-]+\/[\w.-]+(@[\w./-]+)?$/.test(wanted);
  return (
    <section aria-labelledby="models-hub">
      <Title order={2} size="h5" id="models-hub">
        {t('models.hub')}
      </Title>
      <Text size="sm" c="dimmed" mb="xs">
        {t('models.hubText', { host })}
      </Text>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (wanted !== '') void searchHub(wanted);
        }}
      >
        <Group gap="xs" wrap="nowrap">
          <TextInput
            size="xs"
            flex={1}
            aria-label={t('models.hubWords')}
            placeholder={t('models.hubWords')}
            leftSection={<IconSearch size={14} aria-hidden="true" />}
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Button type="submit" size="xs" variant="light" disabled={wanted === '' || searching}>
            {t('models.search')}
          </Button>
        </Group>
      </form>
      {searching && <Loader size="sm" mt="sm" />}
      {error !== null && (
        <Alert color="red" mt="xs">
          {error}
        </Alert>
      )}
      <Stack gap="xs" component="ul" className={cards.list} mt="xs" aria-label={t('models.hub')}>
        {isName && <HubCard repository={wanted} words={t('models.byName')} bits={bits} />}
        {(found ?? [])
          .filter(({ repository }) => repository !== wanted)
          .map(({ repository, downloads, licence, gated }) => (
            <HubCard
              key={repository}
              repository={repository}
              bits={bits}
              words={[
                t('models.downloads', { count: downloads, value: number(downloads) }),
                licence ?? t('models.licenceUnknown'),
                ...(gated ? [t('models.gated')] : []),
              ].join(' · ')}
            />
          ))}
      </Stack>
      {found?.length === 0 && !isName && (
        <Text size="sm" c="dimmed" mt="xs">
          {t('models.nothingFound')}
        </Text>
      )}
    </section>
  );
}

interface CardProperties {
  readonly repository: string;
  readonly words: string;
  readonly bits: Bits;
}

function HubCard({ repository, words, bits }: CardProperties) {
  const { t } = useTranslation();
  const look = useModels(({ looks }) => looks[repository]);
  const busy = useModels(({ status }) => Boolean(status?.getting));
  return (
    <li className={cards.card} data-testid="hub-card">
      <div className={classes.row}>
        <div className={classes.words}>
          <Text size="sm" fw={600} style={{ overflowWrap: 'anywhere' }}>
            {repository}
          </Text>
          <Text size="xs" c="dimmed">
            {words}
          </Text>
        </div>
        {look?.state === 'known' ? (
          <Button
            size="compact-sm"
            disabled={busy}
            aria-label={t('models.getNamed', { name: repository })}
            onClick={() => void getModel(repository, bits)}
          >
            {t('models.get')}
          </Button>
        ) : (
          <Button
            size="compact-sm"
            variant="default"
            loading={look?.state === 'asking'}
            aria-label={t('models.lookNamed', { name: repository })}
            onClick={() => void lookAtModel(repository, bits)}
          >
            {t('models.look')}
          </Button>
        )}
      </div>
      {look?.state === 'refused' && (
        <Text size="xs" c="red" mt={4}>
          {look.error}
        </Text>
      )}
      {look?.state === 'known' && (
        <Text size="xs" mt={4}>
          {t('models.looked', {
            recipe: look.model.recipe,
            fetched: megabytes(look.model.fetched),
            disk: megabytes(look.model.converted),
          })}
        </Text>
      )}
    </li>
  );
}

import { Button, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import cards from '../../components/PackageCard.module.css';
import { megabytes } from '../../i18n';
import { fits, getModel, useModels } from '../../state/models';
import { usePackages } from '../../state/packages';
import { openDialog } from '../../state/studio';
import type { Bits, CatalogueEntry } from '../../../shared/catalogue';
import classes from './Models.module.css';

interface Properties {
  readonly entry: CatalogueEntry;
  readonly bits: Bits;
}

/** Words for what models of a recipe can do. */
const ABILITIES: Readonly<Record<string, 'janusPro'>> = { 'janus-pro': 'janusPro' };

/** A published model: what it needs, what it may be used for, and the button that gets it. */
export function CatalogueCard({ entry, bits }: Properties) {
  const { t } = useTranslation();
  const catalogue = useModels((state) => state.catalogue);
  const busy = useModels(({ status }) => Boolean(status?.getting));
  const there = usePackages(({ cards: all }) => all?.some(({ name }) => name === entry.name));
  const { name, authors, fetched, licence, licenceLine, licenceUrl, figures, figuresFrom } = entry;
  const key = `${bits}` as const;
  const fit = catalogue ? fits(entry, bits, catalogue) : 'fits';
  const needs = t('models.needs', {
    fetched: megabytes(fetched),
    disk: megabytes(entry.converted[key] ?? 0),
    memory: megabytes(entry.memory[key] ?? 0),
  });
  return (
    <li className={cards.card} data-testid="catalogue-card">
      <div className={classes.row}>
        <div className={classes.words}>
          <Text size="sm" fw={600}>
            {name}
          </Text>
          <Text size="xs" c="dimmed">
            {t('models.by', { authors })} · {t(`models.can.${ABILITIES[entry.recipe] ?? 'janusPro'}`)}
          </Text>
        </div>
        <Button
          size="compact-sm"
          variant={there ? 'default' : 'filled'}
          disabled={busy}
          aria-label={t('models.getNamed', { name })}
          onClick={() => void getModel(entry.id, bits)}
        >
          {there ? t('models.getAgain') : t('models.get')}
        </Button>
      </div>
      <Text size="xs" mt={6}>
        {needs}
      </Text>
      {fit !== 'fits' && catalogue && (
        <Text size="xs" c="orange">
          {t(`models.tight.${fit}`, { size: megabytes(catalogue[fit]) })}
        </Text>
      )}
      <Text size="xs" c="dimmed" mt={4}>
        {licence}: {licenceLine}{' '}
        <button type="button" className={classes.link} onClick={() => openDialog({ kind: 'link', url: licenceUrl })}>
          {t('models.licenceText')}
        </button>
      </Text>
      <Text size="xs" c="dimmed">
        {t('models.figures', { from: figuresFrom })}{' '}
        {figures.map((figure) => `${figure.name} ${figure.value}`).join(', ')}.{' '}
        {t('models.runsOn')}
      </Text>
    </li>
  );
}

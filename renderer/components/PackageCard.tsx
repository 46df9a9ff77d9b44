import { Alert, Badge, Button, Collapse, Group, Text } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { megabytes } from '../i18n';
import { Facts } from './Facts';
import { GradedFigures } from './GradedFigures';
import { answerWith, removePackage } from '../state/packages';
import { Abilities } from './Abilities';
import classes from './PackageCard.module.css';
import type { PackageCard } from '../../shared/ipc/packages';

interface Properties {
  readonly card: PackageCard;
  /** Whether it answers wherever no other package was chosen. */
  readonly used: boolean;
}

/** A package: what it is, whether this computer can hold it, and what can be done with it. */
export function PackageCardView({ card, used }: Properties) {
  const { t } = useTranslation();
  const [open, setOpen] = useState(false);
  const [sure, setSure] = useState(false);
  const { choice, name, version, memory, fault } = card;
  const title = name || t('packages.unknown');
  return (
    <li className={classes.card} data-used={used || undefined} data-testid="package-card">
      <Group gap="xs" wrap="nowrap" align="flex-start">
        <div style={{ flex: 1, minWidth: 0 }}>
          <Group gap={8}>
            <Text size="sm" fw={600}>
              {title} {version}
            </Text>
            {used && (
              <Badge size="sm" variant="light">
                {t('packages.used')}
              </Badge>
            )}
            {choice === 'embedded' && (
              <Badge size="sm" variant="outline" color="gray">
                {t('packages.embedded')}
              </Badge>
            )}
          </Group>
          {fault === null && (
            <Text size="xs" c="dimmed">
              {t('packages.line', { size: megabytes(card.size), licence: card.licence })}
            </Text>
          )}
        </div>
        <Group gap={6} wrap="nowrap">
          {!used && fault === null && (
            <Button
              size="compact-xs"
              aria-label={t('packages.useNamed', { name: title })}
              onClick={() => void answerWith(card)}
            >
              {t('packages.use')}
            </Button>
          )}
          {fault === null && (
            <Button
              size="compact-xs"
              variant="default"
              aria-expanded={open}
              aria-label={t('packages.detailsOf', { name: title })}
              onClick={() => setOpen(!open)}
            >
              {t('packages.details')}
            </Button>
          )}
          {choice !== 'embedded' && !sure && (
            <Button
              size="compact-xs"
              variant="subtle"
              color="red"
              aria-label={t('packages.removeNamed', { name: title })}
              onClick={() => setSure(true)}
            >
              {t('packages.remove')}
            </Button>
          )}
        </Group>
      </Group>
      {fault !== null && (
        <Text size="sm" c="red" mt={4}>
          {fault}
        </Text>
      )}
      {sure && (
        <Alert color="red" mt={8} p="xs" data-testid="package-sure">
          {t('packages.sure')}
          <Group gap="xs" mt={6}>
            <Button size="compact-xs" color="red" onClick={() => void removePackage(choice)}>
              {t('packages.removeYes')}
            </Button>
            <Button size="compact-xs" variant="default" onClick={() => setSure(false)}>
              {t('common.cancel')}
            </Button>
          </Group>
        </Alert>
      )}
      {card.capabilities && <Abilities capabilities={card.capabilities} />}
      {memory && <Memory need={memory.need} free={memory.free} total={memory.total} />}
      <Collapse expanded={open}>
        <Details card={card} />
      </Collapse>
    </li>
  );
}

/** What a package needs against what this computer has; a warning where that is not enough. */
function Memory({ need, free, total }: NonNullable<PackageCard['memory']>) {
  const { t } = useTranslation();
  const values = { need: megabytes(need), free: megabytes(free), total: megabytes(total) };
  if (need > total) {
    return (
      <Text size="xs" c="red" mt={2}>
        {t('packages.memoryNever', values)}
      </Text>
    );
  }
  return (
    <Text size="xs" c={need > free ? 'orange' : 'dimmed'} mt={2}>
      {need > free ? t('packages.memoryTight', values) : t('packages.memory', values)}
    </Text>
  );
}

function Details({ card }: { readonly card: PackageCard }) {
  const { t } = useTranslation();
  const tasks = card.tasks.map((id) => t(`task.${id}`)).join(', ');
  const rows: [string, string][] = [
    [t('package.licence'), card.licence],
    [t('package.origin'), card.origin],
    [t('packages.size'), megabytes(card.size)],
    [t('packages.tasks'), tasks],
    [t('packages.limits'), card.limits],
    [t('packages.folder'), card.folder],
    [t('package.hash'), card.hash.slice(0, 16)],
  ];
  return (
    <div className={classes.details}>
      <Facts rows={rows} nameWidth={90} />
      {card.figures.length > 0 ? (
        <GradedFigures metrics={card.figures} />
      ) : (
        <Text size="xs" c="dimmed" mt={6}>
          {t('packages.noFigures')}
        </Text>
      )}
    </div>
  );
}

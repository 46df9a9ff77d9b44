import { Badge, Button, Group, Input, ScrollArea, Stack, Text } from '@mantine/core';
import { IconCopyPlus, IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import type { Copy } from '../../shared/safety';
import { heldOf } from '../archive/held';
import { number } from '../i18n';
import { useStudio } from '../state/studio';
import { useCopies } from './copies';
import { CopyRule } from './CopyRule';
import classes from './Safety.module.css';
import { momentOf } from './moment';

const MEGABYTE = 2 ** 20;

/** The automatic copies: when each was made, what it holds, and a look inside. */
export function CopyBlock({ busy }: { readonly busy: boolean }) {
  const { t } = useTranslation();
  const { copies, make } = useCopies();
  return (
    <Input.Wrapper
      label={t('safety.copies')}
      labelElement="div"
      description={t('safety.copiesText')}
    >
      <Stack gap="sm" mt={8}>
        <CopyRule />
        {copies?.copies.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('safety.noCopies')}
          </Text>
        )}
        {copies !== null && copies.copies.length > 0 && (
          <ScrollArea.Autosize mah={176} type="auto" className={classes.list}>
            {copies.copies.map((copy) => (
              <CopyRow key={copy.name} copy={copy} busy={busy} />
            ))}
          </ScrollArea.Autosize>
        )}
        <Group gap="xs">
          <Button
            size="compact-sm"
            variant="default"
            disabled={busy}
            leftSection={<IconCopyPlus size={15} />}
            data-testid="copy-make"
            onClick={make}
          >
            {t('safety.make')}
          </Button>
          {copies !== null && copies.size > 0 && (
            <Text size="xs" c="dimmed">
              {t('safety.size', { size: number(copies.size / MEGABYTE, 1) })}
            </Text>
          )}
        </Group>
      </Stack>
    </Input.Wrapper>
  );
}

function CopyRow({ copy, busy }: { readonly copy: Copy; readonly busy: boolean }) {
  const { t } = useTranslation();
  const { name, createdAt, reason, missing } = copy;
  const moment = momentOf(createdAt);
  return (
    <div className={classes.copy} data-testid="copy">
      <div className={classes.words}>
        <Group gap={8}>
          <Text size="sm">{moment}</Text>
          <Badge size="xs" variant="light" color="gray">
            {t(`safety.reasons.${reason}`)}
          </Badge>
        </Group>
        <Text size="xs" c="dimmed">
          {heldOf(copy)}
          {missing > 0 && `. ${t('safety.lacks', { count: missing })}`}
        </Text>
      </div>
      <Button
        size="compact-sm"
        variant="subtle"
        disabled={busy}
        leftSection={<IconEye size={15} />}
        aria-label={t('safety.lookAt', { moment })}
        onClick={() => useStudio.setState({ dialog: { kind: 'copy', name, createdAt } })}
      >
        {t('safety.look')}
      </Button>
    </div>
  );
}

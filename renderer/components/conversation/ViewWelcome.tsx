import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPhotoPlus } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../small';
import { PickButton } from './PickButton';
import classes from './Welcome.module.css';

interface Properties {
  readonly title: string;
  readonly text: string;
  readonly testId?: string;
  readonly children: ReactNode;
}

/** A view in which nothing is open yet: what it is for, and what can be done. */
export const ViewWelcome = ({ title, text, testId, children }: Properties) => (
  <Stack className={classes.welcome} gap="lg" data-testid={testId}>
    <div>
      <Title order={2} className={classes.title}>
        {title}
      </Title>
      <Text c="dimmed" mt={6}>
        {text}
      </Text>
    </div>
    {children}
  </Stack>
);

/** A few words under a heading of their own. */
export const WelcomeBox = ({ title, text }: { readonly title: string; readonly text: string }) => (
  <div className={classes.limits}>
    <Text size="sm" fw={600}>
      {title}
    </Text>
    <Hint mt={4}>{text}</Hint>
  </div>
);

/** Ways in which a picture comes into a view. */
export function PickRow({
  testId,
  onPick,
}: {
  readonly testId?: string;
  readonly onPick: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Group>
      <Button leftSection={<IconPhotoPlus size={18} />} data-testid={testId} onClick={onPick}>
        {t('edit.pick')}
      </Button>
      <PickButton />
      <Hint>{t('edit.orDrop')}</Hint>
    </Group>
  );
}

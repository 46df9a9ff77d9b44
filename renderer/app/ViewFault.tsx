import { Button, Center, Group, Stack, Text, Title } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { deleteWithUndo } from '../state/undo';
import { useStudio } from '../state/studio';

const leave = (): void => useStudio.setState({ view: null, place: 'chat', dialog: null });

/** Stands for a view that cannot be drawn: the list beside it stays, and what is open can be left or deleted. */
export function ViewFault() {
  const { t } = useTranslation();
  const conversation = useStudio((state) => state.view?.conversation);
  return (
    <Center component="main" flex={1} p="xl" role="alert" data-testid="view-fault">
      <Stack align="center" maw={480}>
        <Title order={2} ta="center">
          {t('fault.viewTitle')}
        </Title>
        <Text ta="center">{t('fault.view')}</Text>
        <Group justify="center">
          <Button onClick={leave}>{t('fault.leave')}</Button>
          {conversation && (
            <Button
              variant="light"
              color="red"
              onClick={() => {
                leave();
                void deleteWithUndo(conversation);
              }}
            >
              {t('fault.delete')}
            </Button>
          )}
        </Group>
      </Stack>
    </Center>
  );
}

import { Alert, Button, Group } from '@mantine/core';
import { IconAlertTriangle, IconFileExport, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SmallButton } from '../../components/small';
import { wholeConversation } from '../../state/dragOut';
import { exportNow } from '../../state/archive';
import { useWork } from '../../state/task';
import { openConversation } from '../../state/conversations';
import { useStudio } from '../../state/studio';
import { deleteWithUndo } from '../../state/undo';

/** Says which conversation was not opened at the start, and what can be done with it. */
export function LeftOut() {
  const { t } = useTranslation();
  const left = useStudio((state) => state.left);
  const busy = useWork((state) => state.busy);
  if (!left) return null;
  const { id } = left;
  const { kind: _, ...whole } = wholeConversation(id);
  const title = left.title || t('conversation.untitled');
  return (
    <Alert
      color="orange"
      variant="light"
      icon={<IconAlertTriangle />}
      title={t('leftOut.title', { title })}
      w="min(620px, 100%)"
      styles={{ title: { overflowWrap: 'anywhere' } }}
      data-testid="left-out"
    >
      {t('leftOut.text')}
      <Group gap="xs" mt="md">
        <Button size="compact-sm" onClick={() => void openConversation(id)}>
          {t('leftOut.open')}
        </Button>
        <SmallButton
          disabled={busy}
          leftSection={<IconFileExport size={15} />}
          onClick={() => void exportNow(whole)}
        >
          {t('leftOut.export')}
        </SmallButton>
        <Button
          size="compact-sm"
          variant="light"
          color="red"
          leftSection={<IconTrash size={15} />}
          onClick={() => void deleteWithUndo(left)}
        >
          {t('leftOut.delete')}
        </Button>
      </Group>
    </Alert>
  );
}

import { Button, Group, Stack, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/Dialog';
import { nameBranch } from '../../state/undo';
import { useStudio } from '../../state/studio';

interface Properties {
  readonly messageId: string;
  readonly name: string;
  readonly onClose: () => void;
}

/** Names the branch that begins at a message. */
export function NameDialog({ messageId, name, onClose }: Properties) {
  const { t } = useTranslation();
  const conversationId = useStudio((state) => state.view?.id);
  const [typed, setTyped] = useState(name);
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    if (conversationId) await nameBranch(conversationId, messageId, typed.trim());
    onClose();
  }
  return (
    <Dialog title={t('branch.nameTitle')} size="md" onClose={onClose}>
      <form onSubmit={(event) => void save(event)}>
        <Stack>
          <TextInput
            data-autofocus
            data-testid="branch-name"
            maxLength={200}
            label={t('branch.nameLabel')}
            description={t('branch.nameText')}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {t('common.cancel')}
            </Button>
            <Button type="submit">{t('common.save')}</Button>
          </Group>
        </Stack>
      </form>
    </Dialog>
  );
}

import { Button, Group, Popover, Stack, Text, Textarea } from '@mantine/core';
import { IconListNumbers } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../components/IconButton';
import { instruct } from './actions';
import type { Step } from './steps';

/** Most instructions that are sent at once. */
const MOST = 50;

/** Several instructions in a row, one a line, each for the result of the one before. */
export function InstructionList({ step }: { readonly step: Step }) {
  const { t } = useTranslation();
  const [opened, setOpened] = useState(false);
  const [text, setText] = useState('');
  const lines = text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .slice(0, MOST);

  async function run(): Promise<void> {
    if (!(await instruct(step, lines))) return;
    setText('');
    setOpened(false);
  }

  return (
    <Popover
      opened={opened}
      onChange={setOpened}
      position="top-start"
      width={380}
      shadow="md"
      trapFocus
      returnFocus
    >
      <Popover.Target>
        <IconButton
          label={t('edit.list')}
          icon={<IconListNumbers size={19} />}
          data-testid="edit-list"
          onClick={() => setOpened(!opened)}
        />
      </Popover.Target>
      <Popover.Dropdown>
        <Stack gap="xs">
          <Text size="sm">{t('edit.listText')}</Text>
          <Textarea
            autosize
            minRows={4}
            maxRows={10}
            aria-label={t('edit.list')}
            placeholder={t('edit.listPlaceholder')}
            data-autofocus
            data-testid="edit-list-text"
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button
              size="compact-md"
              disabled={lines.length === 0}
              data-testid="edit-list-run"
              onClick={() => void run()}
            >
              {t('edit.listRun', { count: lines.length })}
            </Button>
          </Group>
        </Stack>
      </Popover.Dropdown>
    </Popover>
  );
}

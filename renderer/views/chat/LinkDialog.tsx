import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { call } from '../../api';
import { Dialog } from '../../components/Dialog';
import { attempt } from '../../state/notify';

/** Asks before a link of an answer is opened in the browser; the whole address is shown. */
export function LinkDialog({
  url,
  onClose,
}: {
  readonly url: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('link.title')} size="md" onClose={onClose}>
      <Stack>
        <Text size="sm">{t('link.text')}</Text>
        <Code block style={{ overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' }}>
          {url}
        </Code>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t('common.cancel')}
          </Button>
          <Button
            onClick={() => {
              onClose();
              void attempt(() => call('links.open', { url }));
            }}
          >
            {t('link.open')}
          </Button>
        </Group>
      </Stack>
    </Dialog>
  );
}

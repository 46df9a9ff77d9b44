import { Text } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { Dialog } from '../../components/Dialog';
import { QuestionPanel } from './QuestionPanel';
import { useQuestions } from './useQuestions';

interface Properties {
  /** An answer that thought visually. */
  readonly messageId: string;
  readonly onClose: () => void;
}

/** The zoom view's panel over the chat, for one answer. */
export function ThoughtDialog({ messageId, onClose }: Properties) {
  const { t } = useTranslation();
  const { all } = useQuestions();
  const found = all.find(
    (one) =>
      one.kind === 'look' && Object.values(one.look.answers).some(({ id }) => id === messageId),
  );
  return (
    <Dialog title={t('zoomView.check')} size="80%" onClose={onClose}>
      {found?.kind === 'look' ? (
        <QuestionPanel look={found.look} />
      ) : (
        <Text size="sm">{t('zoomView.notNewest')}</Text>
      )}
    </Dialog>
  );
}

import { VisuallyHidden } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../../state/studio';

/** Tells a screen reader that an answer is written, and when it is there, not each word of it. */
export function Announcer() {
  const { t } = useTranslation();
  const running = useStudio((state) => Boolean(state.view?.running));
  const finish = useStudio((state) => state.view?.messages.at(-1)?.finish ?? null);
  const words = running
    ? t('answer.writing')
    : finish && finish !== 'running'
      ? t('answer.there')
      : '';
  return (
    <VisuallyHidden role="status" aria-live="polite">
      {words}
    </VisuallyHidden>
  );
}

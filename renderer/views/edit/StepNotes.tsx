import { IconMessage, IconPlayerStop } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { FailedAnswer } from '../../components/conversation/FailedAnswer';
import { Note } from '../../components/conversation/Note';
import { LongText } from '../../components/LongText';
import { number } from '../../i18n';
import { regenerate, textOf } from '../../state/chat';
import { useManifest } from '../../state/studio';
import { isListed, suggestedInstructions } from './suggestions';
import { useEdit } from '../../state/edit';
import type { Step } from './steps';

interface Properties {
  readonly step: Step;
  /** The picture that all began with. */
  readonly source: Step | undefined;
}

/** What is to be known of a step: what the model said, what it saw, how it ended. */
export function StepNotes({ step, source }: Properties) {
  const { t } = useTranslation();
  const manifest = useManifest();
  const { message, instruction } = step;
  if (!message || step.kind === 'source') return null;
  const examples = suggestedInstructions(manifest);
  const said = textOf(message);
  const running = message.finish === 'running';
  // Neither a picture drawn from words alone nor an answer in words is a change of another picture.
  const changed = !running && step.kind === 'drawn' && step.parent !== null && instruction !== '';
  const side = manifest?.visionEncoder.inputSize;
  const shown = source?.picture;
  return (
    <div data-testid="edit-notes">
      {message.finish === 'error' && (
        <FailedAnswer
          error={message.error}
          onAgain={() => {
            useEdit.setState({ follow: true });
            void regenerate(message);
          }}
        />
      )}
      {said && (
        <Note Sign={IconMessage}>
          <LongText text={said} />
        </Note>
      )}
      {message.finish === 'cancelled' && <Note Sign={IconPlayerStop}>{t('finish.cancelled')}</Note>}
      {changed && manifest && examples.length === 0 && (
        <Note>{t('edit.untrained', { name: manifest.name })}</Note>
      )}
      {changed && examples.length > 0 && !isListed(instruction, examples) && (
        <Note>{t('edit.unlisted')}</Note>
      )}
      {!running && side && shown && (shown.width > side || shown.height > side) && (
        <Note>
          {t('edit.resolution', {
            side,
            width: number(shown.width),
            height: number(shown.height),
          })}
        </Note>
      )}
    </div>
  );
}

import { useTranslation } from 'react-i18next';
import classes from '../../components/conversation/Conversation.module.css';
import { PromptField } from '../../components/conversation/PromptField';
import { Queue } from '../../components/conversation/Queue';
import { Suggestions } from '../../components/conversation/Suggestions';
import { useManifest } from '../../state/studio';
import { askAbout, pickImages, addImages } from './actions';
import type { Attachment } from '../../../shared/attachment';

interface Properties {
  readonly id: string;
  readonly picture: Attachment;
  /** Message that the question follows. */
  readonly follows: string | null;
}

/** How many example questions are shown. */
const SHOWN = 3;

/** Where the next question about the picture on the screen is written. */
export function QuestionBar({ id, picture, follows }: Properties) {
  const { t } = useTranslation();
  const task = useManifest()?.prompts.tasks.find((one) => one.id === 'think');
  const ready = task?.examples.slice(0, SHOWN) ?? [];
  return (
    <div className={classes.asking}>
      <Suggestions
        id={id}
        label={t('zoomView.ready')}
        testId="zoom-ready"
        all={ready}
        most={SHOWN}
      />
      <Queue />
      <PromptField
        id={id}
        testId="zoom-question"
        sendTestId="zoom-send"
        label={t('zoomView.question')}
        placeholder={t('zoomView.placeholder')}
        sendLabel={t('zoomView.send')}
        pickLabel={t('edit.newPicture')}
        onPick={() => void pickImages()}
        onFiles={(files) => void addImages(files)}
        onSend={(text) => void askAbout(picture, follows, text)}
      />
    </div>
  );
}

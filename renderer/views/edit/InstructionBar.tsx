import { useTranslation } from 'react-i18next';
import classes from '../../components/conversation/Conversation.module.css';
import { PromptField } from '../../components/conversation/PromptField';
import { Queue } from '../../components/conversation/Queue';
import { Suggestions } from '../../components/conversation/Suggestions';
import { useManifest } from '../../state/studio';
import { instruct, pickSources, takeSources } from './actions';
import { InstructionList } from './InstructionList';
import { suggestedInstructions } from './suggestions';
import type { Step } from './steps';

/** How many ready instructions are shown at once. */
const SHOWN = 4;

/** Where the next change is written, for the step on the screen. */
export function InstructionBar({ id, step }: { readonly id: string; readonly step: Step }) {
  const { t } = useTranslation();
  const ready = suggestedInstructions(useManifest());
  return (
    <div className={classes.asking}>
      <Suggestions id={id} label={t('edit.ready')} testId="edit-ready" all={ready} most={SHOWN} />
      <Queue />
      <PromptField
        id={id}
        testId="edit-instruction"
        sendTestId="edit-send"
        label={t('edit.instruction')}
        placeholder={t('edit.placeholder')}
        sendLabel={t('edit.send')}
        pickLabel={t('edit.newPicture')}
        onPick={() => void pickSources()}
        onFiles={(files) => void takeSources(files)}
        ready={Boolean(step.picture?.image)}
        onSend={(text) => void instruct(step, [text.trim()])}
        tools={<InstructionList step={step} />}
      />
    </div>
  );
}

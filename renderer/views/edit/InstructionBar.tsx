import { ActionIcon, Button, Textarea, Tooltip } from '@mantine/core';
import { IconArrowUp, IconPhotoPlus, IconPlayerStopFilled } from '@tabler/icons-react';
import { useState, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { ContextMeter } from '../chat/ContextMeter';
import composerClasses from '../chat/Composer.module.css';
import { Queue } from '../chat/Queue';
import { COMPOSER_ID, focusComposer } from '../../commands';
import { IconButton } from '../../components/IconButton';
import { stopAnswer } from '../../state/chat';
import { changeDraft } from '../../state/drafts';
import { emptyDraft, useStudio } from '../../state/studio';
import { pastedFiles } from '../../state/transfer';
import { instruct, pickSources, takeSources } from './actions';
import classes from './Edit.module.css';
import { InstructionList } from './InstructionList';
import { suggestedInstructions } from './suggestions';
import type { Step } from './steps';

/** How many ready instructions are shown at once. */
const SHOWN = 4;

/** Where the next change is written, for the step on the screen. */
export function InstructionBar({ id, step }: { readonly id: string; readonly step: Step }) {
  const { t } = useTranslation();
  const text = useStudio((state) => (state.drafts[id] ?? emptyDraft).text);
  const running = useStudio((state) => Boolean(state.view?.running));
  const usable = step.picture !== null && step.picture.image !== null;
  const sendable = usable && text.trim() !== '';
  const send = (): void => void instruct(step, [text.trim()]);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (sendable) send();
  }

  function onPaste(event: ClipboardEvent): void {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    void takeSources(files);
  }

  return (
    <div className={classes.bar}>
      <Ready id={id} />
      <Queue />
      <div className={composerClasses.composer}>
        <Textarea
          id={COMPOSER_ID}
          data-testid="edit-instruction"
          variant="unstyled"
          autosize
          minRows={1}
          maxRows={5}
          maxLength={20_000}
          aria-label={t('edit.instruction')}
          placeholder={t('edit.placeholder')}
          classNames={{ input: composerClasses.input }}
          value={text}
          onChange={(event) => {
            const words = event.currentTarget.value;
            changeDraft(id, (draft) => ({ ...draft, text: words }));
          }}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
        />
        <div className={composerClasses.bar}>
          <IconButton
            label={t('edit.newPicture')}
            keys="mod+O"
            icon={<IconPhotoPlus size={19} />}
            onClick={() => void pickSources()}
          />
          <InstructionList step={step} />
          <span className={composerClasses.gap} />
          <ContextMeter />
          {running && (
            <Tooltip label={t('composer.stop')}>
              <ActionIcon
                data-testid="composer-stop"
                size={34}
                radius="xl"
                variant="default"
                aria-label={t('composer.stop')}
                onClick={() => stopAnswer()}
              >
                <IconPlayerStopFilled size={15} />
              </ActionIcon>
            </Tooltip>
          )}
          <Tooltip label={running ? t('composer.queue') : t('edit.send')}>
            <ActionIcon
              data-testid="edit-send"
              size={34}
              radius="xl"
              variant="filled"
              aria-label={running ? t('composer.queue') : t('edit.send')}
              disabled={!sendable}
              onClick={send}
            >
              <IconArrowUp size={19} />
            </ActionIcon>
          </Tooltip>
        </div>
      </div>
    </div>
  );
}

/** Instructions that the package was trained on, to be put into the field. */
function Ready({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const manifest = useStudio(({ status }) => (status.state === 'ready' ? status.manifest : null));
  const [from, setFrom] = useState(0);
  const all = suggestedInstructions(manifest);
  if (all.length === 0) return null;
  const shown = Array.from(
    { length: Math.min(SHOWN, all.length) },
    (_, index) => all[(from + index) % all.length] ?? '',
  );
  return (
    <div className={classes.ready} role="group" aria-label={t('edit.ready')}>
      {shown.map((instruction) => (
        <Button
          key={instruction}
          size="compact-sm"
          variant="default"
          radius="xl"
          fw={500}
          data-testid="edit-ready"
          onClick={() => {
            changeDraft(id, (draft) => ({ ...draft, text: instruction }));
            focusComposer();
          }}
        >
          {instruction}
        </Button>
      ))}
      {all.length > SHOWN && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          data-testid="edit-ready-others"
          onClick={() => setFrom(from + SHOWN)}
        >
          {t('welcome.others')}
        </Button>
      )}
    </div>
  );
}

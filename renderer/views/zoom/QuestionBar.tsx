import { ActionIcon, Button, Textarea, Tooltip } from '@mantine/core';
import { IconArrowUp, IconPhotoPlus, IconPlayerStopFilled } from '@tabler/icons-react';
import type { ClipboardEvent, KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import composerClasses from '../chat/Composer.module.css';
import { ContextMeter } from '../chat/ContextMeter';
import { Queue } from '../chat/Queue';
import editClasses from '../edit/Edit.module.css';
import { COMPOSER_ID, focusComposer } from '../../commands';
import { IconButton } from '../../components/IconButton';
import { stopAnswer } from '../../state/chat';
import { changeDraft } from '../../state/drafts';
import { emptyDraft, useStudio } from '../../state/studio';
import { pastedFiles } from '../../state/transfer';
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
  const text = useStudio((state) => (state.drafts[id] ?? emptyDraft).text);
  const running = useStudio((state) => Boolean(state.view?.running));
  const examples = useStudio(({ status }) =>
    status.state === 'ready'
      ? status.manifest.prompts.tasks.find((task) => task.id === 'think')?.examples
      : undefined,
  );
  const sendable = text.trim() !== '';
  const send = (): void => void askAbout(picture, follows, text);

  function onKeyDown(event: KeyboardEvent): void {
    if (event.nativeEvent.isComposing || event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (sendable) send();
  }

  function onPaste(event: ClipboardEvent): void {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    void addImages(files);
  }

  return (
    <div className={editClasses.bar}>
      {examples && examples.length > 0 && (
        <div className={editClasses.ready} role="group" aria-label={t('zoomView.ready')}>
          {examples.slice(0, SHOWN).map((example) => (
            <Button
              key={example}
              size="compact-sm"
              variant="default"
              radius="xl"
              fw={500}
              onClick={() => {
                changeDraft(id, (draft) => ({ ...draft, text: example }));
                focusComposer();
              }}
            >
              {example}
            </Button>
          ))}
        </div>
      )}
      <Queue />
      <div className={composerClasses.composer}>
        <Textarea
          id={COMPOSER_ID}
          data-testid="zoom-question"
          variant="unstyled"
          autosize
          minRows={1}
          maxRows={5}
          maxLength={20_000}
          aria-label={t('zoomView.question')}
          placeholder={t('zoomView.placeholder')}
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
            onClick={() => void pickImages()}
          />
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
          <Tooltip label={running ? t('composer.queue') : t('zoomView.send')}>
            <ActionIcon
              data-testid="zoom-send"
              size={34}
              radius="xl"
              variant="filled"
              aria-label={running ? t('composer.queue') : t('zoomView.send')}
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

import { ActionIcon, CloseButton, Textarea, Tooltip } from '@mantine/core';
import {
  IconArrowForward,
  IconArrowUp,
  IconNotes,
  IconPhotoPlus,
  IconPlayerStopFilled,
} from '@tabler/icons-react';
import { useEffect, useRef, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { COMPOSER_ID } from '../../commands';
import { IconButton } from '../../components/IconButton';
import { shortened } from '../../components/shortened';
import { number } from '../../i18n';
import { editLastQuestion, sendDraft, stopAnswer, textOf } from '../../state/chat';
import { changeDraft, pickPictures, takeFiles } from '../../state/drafts';
import { redo, undo } from '../../state/undo';
import { emptyDraft, useStudio } from '../../state/studio';
import { pastedFiles } from '../../state/transfer';
import classes from './Composer.module.css';
import { ContextMeter } from './ContextMeter';
import { ThinkMenu } from './ThinkMenu';
import { Thumbnails } from './Thumbnails';

/** Where the next question is written, with its pictures. */
export function Composer({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const draft = useStudio((state) => state.drafts[id]) ?? emptyDraft;
  const uploading = useStudio((state) => state.uploading[id] ?? 0);
  const opened = useStudio((state) => Boolean(state.view?.conversation));
  const running = useStudio((state) => Boolean(state.view?.running));
  const sendable =
    opened && uploading === 0 && (draft.text.trim() !== '' || draft.images.length > 0);

  // What was typed since the field was last sent: then the field has an undo of its own.
  const typed = useRef(false);

  useEffect(() => {
    // A person who was elsewhere by keyboard (the list, say) stays there.
    if (document.activeElement === document.body) document.getElementById(COMPOSER_ID)?.focus();
  }, []);

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (!sendable) return;
      typed.current = false;
      void sendDraft();
    } else if (event.key === 'ArrowUp' && draft.text === '' && draft.images.length === 0) {
      if (editLastQuestion()) event.preventDefault();
    }
  }

  /** In a field that nothing was typed into, the keys of undo belong to the conversation. */
  function onUndo(event: KeyboardEvent<HTMLTextAreaElement>): void {
    const key = event.key.toLowerCase();
    if (typed.current || draft.text !== '' || !(event.ctrlKey || event.metaKey)) return;
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    void (key === 'y' || event.shiftKey ? redo() : undo());
  }

  function onPaste(event: ClipboardEvent): void {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    void takeFiles(id, files);
  }

  return (
    <div className={classes.composer}>
      <Continuing />
      <Thumbnails
        images={draft.images}
        uploading={uploading}
        onRemove={(image) =>
          changeDraft(id, (old) => ({
            ...old,
            images: old.images.filter((picture) => picture.image !== image),
          }))
        }
      />
      <Textarea
        id={COMPOSER_ID}
        data-testid="composer-input"
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={12}
        maxLength={200_000}
        aria-label={t('composer.label')}
        placeholder={t('composer.placeholder')}
        classNames={{ input: classes.input }}
        value={draft.text}
        onChange={(event) => {
          const text = event.currentTarget.value;
          typed.current = true;
          changeDraft(id, (old) => ({ ...old, text }));
        }}
        onKeyDown={(event) => {
          onUndo(event);
          onKeyDown(event);
        }}
        onPaste={onPaste}
      />
      <div className={classes.bar}>
        <IconButton
          label={t('composer.attach')}
          keys="mod+O"
          icon={<IconPhotoPlus size={19} />}
          onClick={() => void pickPictures(id)}
        />
        <IconButton
          label={t('prompts.title')}
          keys="mod+P"
          icon={<IconNotes size={19} />}
          data-testid="open-prompts"
          onClick={() => useStudio.setState({ dialog: { kind: 'prompts' } })}
        />
        <ThinkMenu />
        <span className={classes.gap} />
        <ContextMeter />
        {running && <Stop />}
        <Tooltip label={running ? t('composer.queue') : t('composer.send')}>
          <ActionIcon
            data-testid="composer-send"
            size={34}
            radius="xl"
            variant="filled"
            aria-label={running ? t('composer.queue') : t('composer.send')}
            disabled={!sendable}
            onClick={() => {
              typed.current = false;
              void sendDraft();
            }}
          >
            <IconArrowUp size={19} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}

/** Says which earlier message the next question follows. */
function Continuing() {
  const { t } = useTranslation();
  const message = useStudio(({ view, continuing }) =>
    view?.messages.find(({ id }) => id === continuing),
  );
  if (!message) return null;
  return (
    <div className={classes.continuing} data-testid="continuing">
      <IconArrowForward size={15} aria-hidden="true" />
      <span className={classes.continuingWords}>
        {t('branch.continuing', { words: shortened(textOf(message)) || t('map.picturesOnly') })}
      </span>
      <CloseButton
        size="xs"
        aria-label={t('branch.notContinuing')}
        onClick={() => useStudio.setState({ continuing: null })}
      />
    </div>
  );
}

function Stop() {
  const { t } = useTranslation();
  const speed = useStudio((state) => state.view?.running?.tokensPerSecond ?? 0);
  return (
    <>
      <span className={classes.speed}>
        {speed > 0 && t('unit.tokensPerSecond', { value: number(speed, 1) })}
      </span>
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
    </>
  );
}

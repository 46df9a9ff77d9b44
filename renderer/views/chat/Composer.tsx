import { CloseButton } from '@mantine/core';
import { IconArrowForward, IconNotes } from '@tabler/icons-react';
import { useEffect, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { PromptField } from '../../components/conversation/PromptField';
import { Thumbnails } from '../../components/conversation/Thumbnails';
import { IconButton } from '../../components/IconButton';
import { shortened } from '../../components/shortened';
import { editLastQuestion, sendDraft, textOf } from '../../state/chat';
import { pickPictures, removePicture, takeFiles } from '../../state/drafts';
import { focusComposer } from '../../state/focus';
import { emptyDraft, openDialog, useStudio } from '../../state/studio';
import { redo, undo } from '../../state/undo';
import classes from './Composer.module.css';
import { AnswerMenu } from './AnswerMenu';
import { ThinkMenu } from './ThinkMenu';

/** Where the next question is written, with its pictures. */
export function Composer({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const draft = useStudio((state) => state.drafts[id]) ?? emptyDraft;
  const uploading = useStudio((state) => state.uploading[id] ?? 0);
  const opened = useStudio((state) => Boolean(state.view?.conversation));

  // What was typed since the field was last sent: then the field has an undo of its own.
  const typed = useRef(false);

  useEffect(() => {
    // A person who was elsewhere by keyboard (the list, say) stays there.
    if (document.activeElement === document.body) focusComposer();
  }, []);

  /** In a field that nothing was typed into, the keys of undo belong to the conversation. */
  function onUndo(event: KeyboardEvent): void {
    const key = event.key.toLowerCase();
    if (typed.current || draft.text !== '' || !(event.ctrlKey || event.metaKey)) return;
    if (key !== 'z' && key !== 'y') return;
    event.preventDefault();
    void (key === 'y' || event.shiftKey ? redo() : undo());
  }

  function onKeyDown(event: KeyboardEvent): void {
    onUndo(event);
    if (event.nativeEvent.isComposing || event.key !== 'ArrowUp') return;
    if (draft.text !== '' || draft.images.length > 0) return;
    if (editLastQuestion()) event.preventDefault();
  }

  return (
    <PromptField
      id={id}
      long
      testId="composer-input"
      sendTestId="composer-send"
      label={t('composer.label')}
      placeholder={t('composer.placeholder')}
      sendLabel={t('composer.send')}
      pickLabel={t('composer.attach')}
      onPick={() => void pickPictures(id)}
      onFiles={(files) => void takeFiles(id, files)}
      ready={opened && uploading === 0}
      wordless={draft.images.length > 0}
      onType={() => {
        typed.current = true;
      }}
      onSend={() => {
        typed.current = false;
        void sendDraft();
      }}
      onKeyDown={onKeyDown}
      above={
        <>
          <Continuing />
          <Thumbnails
            images={draft.images}
            uploading={uploading}
            onRemove={(image) => removePicture(id, image)}
          />
        </>
      }
      tools={
        <>
          <IconButton
            label={t('prompts.title')}
            keys="mod+P"
            icon={<IconNotes size={19} />}
            data-testid="open-prompts"
            onClick={() => openDialog({ kind: 'prompts' })}
          />
          <ThinkMenu />
          <AnswerMenu />
        </>
      }
    />
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

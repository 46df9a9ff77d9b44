import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { IconArrowUp, IconPhotoPlus, IconPlayerStopFilled } from '@tabler/icons-react';
import { useEffect, type ClipboardEvent, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { COMPOSER_ID } from '../commands';
import { IconButton } from '../components/IconButton';
import { number } from '../i18n';
import { editLastQuestion, sendDraft, stopAnswer } from '../state/chat';
import { changeDraft, pickPictures, takeFiles } from '../state/drafts';
import { emptyDraft, useStudio } from '../state/studio';
import classes from './Composer.module.css';
import { ContextMeter } from './ContextMeter';
import { ThinkMenu } from './ThinkMenu';
import { Thumbnails } from './Thumbnails';

/** Where the next question is written, with its pictures. */
export function Composer({ id }: { readonly id: string }) {
  const { t } = useTranslation();
  const draft = useStudio((state) => state.drafts[id]) ?? emptyDraft;
  const taking = useStudio((state) => state.taking[id] ?? 0);
  const opened = useStudio((state) => Boolean(state.view?.conversation));
  const running = useStudio((state) => Boolean(state.view?.running));
  const sendable = opened && taking === 0 && (draft.text.trim() !== '' || draft.images.length > 0);

  useEffect(() => {
    // A person who was elsewhere by keyboard (the list, say) stays there.
    if (document.activeElement === document.body) document.getElementById(COMPOSER_ID)?.focus();
  }, []);

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Enter' && !event.shiftKey) {
      event.preventDefault();
      if (sendable) void sendDraft();
    } else if (event.key === 'ArrowUp' && draft.text === '' && draft.images.length === 0) {
      if (editLastQuestion()) event.preventDefault();
    }
  }

  function onPaste(event: ClipboardEvent): void {
    const files = [...event.clipboardData.files];
    if (files.length === 0) return;
    event.preventDefault();
    void takeFiles(id, files);
  }

  return (
    <div className={classes.composer}>
      <Thumbnails
        images={draft.images}
        taking={taking}
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
          changeDraft(id, (old) => ({ ...old, text }));
        }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      <div className={classes.bar}>
        <IconButton
          label={t('composer.attach')}
          keys="mod+O"
          icon={<IconPhotoPlus size={19} />}
          onClick={() => void pickPictures(id)}
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
            onClick={() => void sendDraft()}
          >
            <IconArrowUp size={19} />
          </ActionIcon>
        </Tooltip>
      </div>
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

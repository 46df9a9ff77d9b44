import { ActionIcon, Textarea, Tooltip } from '@mantine/core';
import { IconArrowUp, IconPhotoPlus, IconPlayerStopFilled } from '@tabler/icons-react';
import type { ClipboardEvent, KeyboardEvent, ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '../../i18n';
import { stopAnswer } from '../../state/chat';
import { useDraftText, writeDraft } from '../../state/drafts';
import { COMPOSER_ID } from '../../state/focus';
import { pastedFiles } from '../../state/transfer';
import { useStudio } from '../../state/studio';
import { IconButton } from '../IconButton';
import { ContextMeter } from './ContextMeter';
import classes from './PromptField.module.css';

interface Properties {
  /** The conversation whose draft is written. */
  readonly id: string;
  readonly testId: string;
  readonly sendTestId: string;
  readonly label: string;
  readonly placeholder: string;
  /** What the button for sending does while no answer is written. */
  readonly sendLabel: string;
  readonly pickLabel: string;
  readonly onPick: () => void;
  /** Called with files that are pasted into the field. */
  readonly onFiles: (files: readonly File[]) => void;
  /** Called with what is written. */
  readonly onSend: (text: string) => void;
  /** Whether something can be sent now, if there are words. */
  readonly ready?: boolean;
  /** Whether it can be sent without words. */
  readonly wordless?: boolean;
  /** Whether questions may be long, and how fast their answers come is shown. */
  readonly long?: boolean;
  /** Called as the person types. */
  readonly onType?: () => void;
  /** Called first with each key; one that it takes is no key of the field any more. */
  readonly onKeyDown?: (event: KeyboardEvent<HTMLTextAreaElement>) => void;
  /** What stands above the words. */
  readonly above?: ReactNode;
  /** Buttons beside the one for pictures. */
  readonly tools?: ReactNode;
}

/** Where the next question is written: Enter sends it, Shift and Enter begin a new line. */
export function PromptField({ id, ready = true, wordless, long, ...others }: Properties) {
  const { t } = useTranslation();
  const text = useDraftText(id);
  const running = useStudio((state) => Boolean(state.view?.running));
  const sendable = ready && (wordless || text.trim() !== '');
  const sendLabel = running ? t('composer.queue') : others.sendLabel;
  const send = (): void => others.onSend(text);

  function onKeyDown(event: KeyboardEvent<HTMLTextAreaElement>): void {
    others.onKeyDown?.(event);
    if (event.defaultPrevented || event.nativeEvent.isComposing) return;
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (sendable) send();
  }

  function onPaste(event: ClipboardEvent): void {
    const files = pastedFiles(event.clipboardData);
    if (files.length === 0) return;
    event.preventDefault();
    others.onFiles(files);
  }

  return (
    <div className={classes.composer}>
      {others.above}
      <Textarea
        id={COMPOSER_ID}
        data-testid={others.testId}
        variant="unstyled"
        autosize
        minRows={1}
        maxRows={long ? 12 : 5}
        maxLength={long ? 200_000 : 20_000}
        aria-label={others.label}
        placeholder={others.placeholder}
        classNames={{ input: classes.input }}
        value={text}
        onChange={(event) => {
          others.onType?.();
          writeDraft(id, event.currentTarget.value);
        }}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      <div className={classes.bar}>
        <IconButton
          label={others.pickLabel}
          keys="mod+O"
          icon={<IconPhotoPlus size={19} />}
          onClick={others.onPick}
        />
        {others.tools}
        <span className={classes.gap} />
        <ContextMeter />
        {running && long && <Speed />}
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
        <Tooltip label={sendLabel}>
          <ActionIcon
            data-testid={others.sendTestId}
            size={34}
            radius="xl"
            variant="filled"
            aria-label={sendLabel}
            disabled={!sendable}
            onClick={send}
          >
            <IconArrowUp size={19} />
          </ActionIcon>
        </Tooltip>
      </div>
    </div>
  );
}

function Speed() {
  const { t } = useTranslation();
  const speed = useStudio((state) => state.view?.running?.tokensPerSecond ?? 0);
  return (
    <span className={classes.speed}>
      {speed > 0 && t('unit.tokensPerSecond', { value: number(speed, 1) })}
    </span>
  );
}

import { Button, Checkbox, Group, ScrollArea, Stack } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../../components/small';
import { words } from '../../i18n';
import classes from './Archive.module.css';
import type { Message } from '../../../shared/message';

interface Properties {
  /** The branch shown, oldest first. */
  readonly messages: readonly Message[];
  /** How many earlier messages are not loaded yet. */
  readonly above: number;
  readonly chosen: ReadonlySet<string>;
  readonly onChange: (chosen: ReadonlySet<string>) => void;
}

/** Letters of a message that are shown to tell it from others. */
const SHOWN = 90;

/** What a message says, for a line that stands for it. */
function lineOf({ parts }: Message): string {
  const text = parts
    .flatMap((part) => (part.type === 'text' ? [part.text.trim()] : []))
    .join(' ')
    .slice(0, 10 * SHOWN)
    .replace(/\s+/gu, ' ');
  const letters = [...text];
  if (letters.length === 0) return words('archive.onlyPictures');
  return letters.length <= SHOWN ? text : `${letters.slice(0, SHOWN).join('')}…`;
}

/** Lets the person choose messages of the branch shown. */
export function MessagePicker({ messages, above, chosen, onChange }: Properties) {
  const { t } = useTranslation();
  const turn = (id: string, on: boolean): void => {
    const next = new Set(chosen);
    if (on) next.add(id);
    else next.delete(id);
    onChange(next);
  };
  return (
    <Stack gap={6} data-testid="message-picker">
      <Group gap="xs">
        <Button
          size="compact-xs"
          variant="default"
          onClick={() => onChange(new Set(messages.map(({ id }) => id)))}
        >
          {t('archive.chooseAll')}
        </Button>
        <Button size="compact-xs" variant="default" onClick={() => onChange(new Set())}>
          {t('archive.chooseNone')}
        </Button>
        <SmallHint aria-live="polite">{t('archive.chosen', { count: chosen.size })}</SmallHint>
      </Group>
      {above > 0 && <SmallHint>{t('archive.above', { count: above })}</SmallHint>}
      <ScrollArea.Autosize mah={200} type="auto" className={classes.picker}>
        {messages.map((message) => (
          <Checkbox
            key={message.id}
            size="xs"
            className={classes.choice}
            label={
              <span>
                <strong>{t(`archive.who.${message.role}`)}</strong> <bdi>{lineOf(message)}</bdi>
              </span>
            }
            checked={chosen.has(message.id)}
            onChange={(event) => turn(message.id, event.currentTarget.checked)}
          />
        ))}
      </ScrollArea.Autosize>
    </Stack>
  );
}

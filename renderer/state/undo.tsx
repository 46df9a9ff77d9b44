/** What a person does to the tree of a conversation, each a step that undoes and redoes. */
import { Button, Group, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useEffect, useState } from 'react';
import { call } from '../api';
import { words } from '../i18n';
import { choosePicture } from './chat';
import {
  deleteConversation,
  openConversation,
  refresh,
  restoreConversation,
} from './conversations';
import { attempt, notify } from './notify';
import { useStudio } from './studio';
import type { UndoState } from '../../shared/ipc/tree';
import type { Conversation, ImagePart } from '../../shared/message';

const OFFER_FOR_MS = 10_000;

/** Says what was done, and offers the way back. */
function offer(message: string, wayBack: () => Promise<void>): void {
  const id = notifications.show({
    autoClose: OFFER_FOR_MS,
    closeButtonProps: { 'aria-label': words('common.close') },
    message: (
      <Group justify="space-between" wrap="nowrap" gap="sm">
        <Text size="sm" lineClamp={2}>
          {message}
        </Text>
        <Button
          size="compact-sm"
          variant="light"
          style={{ flexShrink: 0 }}
          onClick={() => {
            notifications.hide(id);
            void wayBack();
          }}
        >
          {words('common.undo')}
        </Button>
      </Group>
    ),
  });
}

async function turn(way: 'undo' | 'redo'): Promise<void> {
  const id = useStudio.getState().view?.id ?? null;
  const step = await attempt(() => call(`tree.${way}`, { id }));
  if (step === undefined) return;
  notifications.clean();
  if (step === null) {
    notify(words(`steps.nothing.${way}`));
    return;
  }
  if (step.kind === 'deleteConversation') {
    if (way === 'undo') await openConversation(step.conversationId);
  } else await refresh(step.conversationId);
  notify(
    words(`steps.${way === 'undo' ? 'undone' : 'redone'}`, {
      step: words(`steps.kind.${step.kind}`),
    }),
  );
}

/** Undoes the last step in the open conversation, or the last deletion of a conversation. */
export const undo = (): Promise<void> => turn('undo');

/** Does again what was undone last. */
export const redo = (): Promise<void> => turn('redo');

/** Deletes a conversation and offers to bring it back. */
export async function deleteWithUndo({
  id,
  title,
}: Pick<Conversation, 'id' | 'title'>): Promise<void> {
  if (!(await deleteConversation(id))) return;
  offer(words('conversation.deleted', { title: title || words('conversation.untitled') }), () =>
    restoreConversation(id),
  );
}

/** Takes a message and all that follows it to the trash. */
export async function deleteBranch(conversationId: string, messageId: string): Promise<void> {
  const done = await attempt(() => call('tree.delete', { messageId }).then(() => true));
  if (!done) return;
  useStudio.setState({ editing: null, continuing: null });
  await refresh(conversationId);
  offer(words('steps.deleted'), undo);
}

/** Puts another drawing in the place of a picture, and offers the way back. */
export async function replacePicture(
  messageId: string,
  part: number,
  chosen: ImagePart,
): Promise<boolean> {
  const done = await choosePicture(messageId, part, chosen);
  if (done) offer(words('steps.replaced'), undo);
  return done;
}

/** Names the branch that begins at a message. */
export async function nameBranch(
  conversationId: string,
  messageId: string,
  name: string,
): Promise<void> {
  await attempt(() => call('tree.name', { messageId, name }));
  await refresh(conversationId);
}

/** Makes a conversation of its own of a branch, and opens it. */
export async function ownBranch(messageId: string, move: boolean): Promise<void> {
  const made = await attempt(() => call('tree.extract', { messageId, move }));
  if (!made) return;
  await openConversation(made.id);
  notify(
    words(move ? 'steps.moved' : 'steps.copied', {
      title: made.title || words('conversation.untitled'),
    }),
  );
}

/** What would be undone and redone next, asked for again when the tree changes. */
export function useStepsState(): UndoState {
  const id = useStudio((state) => state.view?.id ?? null);
  const shown = useStudio((state) => state.view?.messages);
  const conversations = useStudio((state) => state.conversations);
  const [steps, setSteps] = useState<UndoState>({ undo: null, redo: null });
  const ends = shown?.at(-1)?.id;
  useEffect(() => {
    let current = true;
    void attempt(() => call('tree.undoState', { id })).then((state) => {
      if (current && state) setSteps(state);
    });
    return () => {
      current = false;
    };
  }, [id, ends, conversations]);
  return steps;
}

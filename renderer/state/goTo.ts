/** Opens a place: a view, a message of a conversation, a step or a picture in the view for it. */
import { create } from 'zustand';
import { openConversation, openOrNew, showBranch } from './conversations';
import { addPictures } from './drafts';
import { selectStep } from './edit';
import { draftKey, drawnKey } from './outline';
import { useStudio } from './studio';
import { addQuestion } from './zoom';
import type { Attachment, PartRef } from '../../shared/attachment';
import type { ViewName } from './views';

/** The message that the list of messages should show next; null once it did. */
export const useTarget = create<{ readonly messageId: string | null }>(() => ({ messageId: null }));

/** Shows the open conversation in another view. */
export const showView = (place: ViewName): void => useStudio.setState({ place });

/** Opens a message in the chat view, on its branch. */
export async function goTo(conversationId: string, messageId: string | null): Promise<void> {
  useStudio.setState({ place: 'chat', dialog: null });
  await openConversation(conversationId);
  if (messageId === null) return;
  const shown = useStudio.getState().view?.messages.some(({ id }) => id === messageId);
  if (!shown) await showBranch(conversationId, messageId);
  useTarget.setState({ messageId });
}

/** Shows the step of a message in the edit view, in whichever conversation it is. */
export async function openStep(conversationId: string, place: PartRef): Promise<void> {
  await openConversation(conversationId);
  showView('edit');
  selectStep(drawnKey(place.messageId, place.part));
}

/** Begins to change a kept picture of anywhere: in the open conversation, else in a new one. */
export async function editPicture(picture: Attachment): Promise<void> {
  const id = await openOrNew();
  if (!id) return;
  addPictures(id, [picture]);
  showView('edit');
  selectStep(draftKey(picture.image));
}

/** Begins to ask about a kept picture of anywhere. */
export async function openInZoom(picture: Attachment): Promise<void> {
  const id = await openOrNew();
  if (!id) return;
  addQuestion(id, picture);
  showView('zoom');
}

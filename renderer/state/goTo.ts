/** Opens a place in a conversation: its branch, and the message itself on the screen. */
import { create } from 'zustand';
import { openConversation, showBranch } from './conversations';
import { useStudio } from './studio';

/** The message that the list of messages should show next; null once it did. */
export const useTarget = create<{ readonly messageId: string | null }>(() => ({ messageId: null }));

export async function goTo(conversationId: string, messageId: string | null): Promise<void> {
  useStudio.setState({ place: 'chat', dialog: null });
  await openConversation(conversationId);
  if (messageId === null) return;
  const shown = useStudio.getState().view?.messages.some(({ id }) => id === messageId);
  if (!shown) await showBranch(conversationId, messageId);
  useTarget.setState({ messageId });
}

import { IconMessage } from '@tabler/icons-react';
import { pickForQuestion, takeIntoQuestion } from '../../state/question';
import { ConversationPane } from './ConversationPane';
import type { View } from '../../state/views';

export const chat: View = {
  Sign: IconMessage,
  Component: ConversationPane,
  keys: 'mod+1',
  takeFiles: takeIntoQuestion,
  pickFiles: pickForQuestion,
};

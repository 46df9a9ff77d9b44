import { IconBox } from '@tabler/icons-react';
import { pickForQuestion, takeIntoQuestion } from '../../state/question';
import { ModelsView } from './ModelsView';
import type { View } from '../../state/views';

export const models: View = {
  Sign: IconBox,
  Component: ModelsView,
  keys: 'mod+6',
  takeFiles: takeIntoQuestion,
  pickFiles: pickForQuestion,
};

import { IconLibraryPhoto } from '@tabler/icons-react';
import { pickForQuestion, takeIntoQuestion } from '../../state/question';
import { LibraryView } from './LibraryView';
import type { View } from '../../state/views';

export const library: View = {
  Sign: IconLibraryPhoto,
  Component: LibraryView,
  keys: 'mod+5',
  takeFiles: takeIntoQuestion,
  pickFiles: pickForQuestion,
};

import { IconPhotoEdit } from '@tabler/icons-react';
import { pickSources, takeSources } from './actions';
import { EditView } from './EditView';
import type { View } from '../../state/views';

export const edit: View = {
  Sign: IconPhotoEdit,
  Component: EditView,
  keys: 'mod+2',
  takeFiles: takeSources,
  pickFiles: () => void pickSources(),
  undoesItself: true,
};

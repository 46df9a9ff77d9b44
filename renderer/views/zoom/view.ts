import { IconZoomQuestion } from '@tabler/icons-react';
import { addImages, pickImages } from './actions';
import { ZoomView } from './ZoomView';
import type { View } from '../../state/views';

export const zoom: View = {
  Sign: IconZoomQuestion,
  Component: ZoomView,
  keys: 'mod+4',
  takeFiles: addImages,
  pickFiles: () => void pickImages(),
};

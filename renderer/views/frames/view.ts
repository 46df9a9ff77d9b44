import { IconMovie } from '@tabler/icons-react';
import { FramesView } from './FramesView';
import { pickFrames, takeClips } from './take';
import type { View } from '../../state/views';

export const frames: View = {
  Sign: IconMovie,
  Component: FramesView,
  keys: 'mod+3',
  takeFiles: takeClips,
  pickFiles: pickFrames,
};

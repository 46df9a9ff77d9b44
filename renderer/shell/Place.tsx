import type { ComponentType } from 'react';
import { ConversationPane } from '../chat/ConversationPane';
import { EditView } from '../edit/EditView';
import { FramesView } from '../frames/FramesView';
import { LibraryView } from '../library/LibraryView';
import { useStudio } from '../state/studio';
import { ZoomView } from '../zoom/ZoomView';
import type { PlaceName } from './places';

const views: Readonly<Record<PlaceName, ComponentType>> = {
  chat: ConversationPane,
  edit: EditView,
  frames: FramesView,
  zoom: ZoomView,
  library: LibraryView,
};

/** The view that the rail says. */
export function Place() {
  const View = views[useStudio((state) => state.place)];
  return <View />;
}

import type { ComponentType } from 'react';
import { ConversationPane } from '../views/chat/ConversationPane';
import { EditView } from '../views/edit/EditView';
import { FramesView } from '../views/frames/FramesView';
import { LibraryView } from '../views/library/LibraryView';
import { useStudio } from '../state/studio';
import { ZoomView } from '../views/zoom/ZoomView';
import type { PlaceName } from '../state/views';

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

import type { ComponentType } from 'react';
import { ConversationPane } from '../views/chat/ConversationPane';
import { EditView } from '../views/edit/EditView';
import { FramesView } from '../views/frames/FramesView';
import { LibraryView } from '../views/library/LibraryView';
import { useStudio } from '../state/studio';
import { ZoomView } from '../views/zoom/ZoomView';
import type { ViewName } from '../state/views';

const views: Readonly<Record<ViewName, ComponentType>> = {
  chat: ConversationPane,
  edit: EditView,
  frames: FramesView,
  zoom: ZoomView,
  library: LibraryView,
};

/** The view that the rail says. */
export function CurrentView() {
  const View = views[useStudio((state) => state.place)];
  return <View />;
}

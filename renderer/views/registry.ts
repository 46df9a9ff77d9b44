import { chat } from './chat/view';
import { edit } from './edit/view';
import { frames } from './frames/view';
import { library } from './library/view';
import { models } from './models/view';
import { zoom } from './zoom/view';
import type { View, ViewName } from '../state/views';

/** All views, in the order of the rail. */
export const views: Readonly<Record<ViewName, View>> = {
  chat,
  edit,
  frames,
  zoom,
  library,
  models,
};
export const viewNames = Object.keys(views) as ViewName[];

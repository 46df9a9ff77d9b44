import type { HandlersOf } from '../router';
import type { zoomCalls } from '../../../shared/ipc/zoom';
import type { Services } from '../services';

/** Calls that locate in a picture what the model imagined. */
export const zoomHandlers = ({ workbench }: Services): HandlersOf<typeof zoomCalls> => ({
  'zoom.locate': ({ image, place }) => workbench.locate(image, place),
  'zoom.compare': ({ image, place, box }) => workbench.locate(image, place, box),
});

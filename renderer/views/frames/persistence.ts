/** Strips and true frames are kept in the store of the program, so that no restart loses them. */
import { call } from '../../api';
import { words } from '../../i18n';
import { attempt, notifyError } from '../../state/notify';
import { frameOf, useFrames, type GroundTruth } from '../../state/frames';
import { withRange, type Strip } from '../../state/strip';

const SAVE_AFTER_MS = 400;
const timers = new Map<string, number>();
/** Strips as they came from the store: nothing is to be saved of them. */
const stored = new WeakSet<Strip>();
const asked = new Set<string>();
let watching = false;

/** Brings back what a conversation's frames view held; what was done meanwhile stays. */
export async function restoreFrames(id: string): Promise<void> {
  watch();
  if (asked.has(id)) return;
  asked.add(id);
  const found = await attempt(() => call('frames.open', { id }));
  if (!found) {
    asked.delete(id);
    return;
  }
  const { strip, truth } = found;
  const back = strip && {
    ...strip,
    frames: strip.frames.map(({ picture, time }) => frameOf(picture, time)),
  };
  const held = back && withRange(back, back.from, back.to);
  if (held) stored.add(held);
  useFrames.setState(({ strips, groundTruth }) => ({
    strips: held && !strips[id] ? { ...strips, [id]: held } : strips,
    groundTruth: {
      ...Object.fromEntries(truth.map(({ answerId, images }) => [answerId, { truth: images }])),
      ...groundTruth,
    },
  }));
}

/** Remembers the true frames of a run, by its first answer. */
export async function keepTruth(answerId: string, groundTruth: GroundTruth): Promise<void> {
  if (useFrames.getState().groundTruth[answerId] === groundTruth) return;
  useFrames.setState((state) => ({
    groundTruth: { ...state.groundTruth, [answerId]: groundTruth },
  }));
  if (groundTruth.truth.length === 0) return;
  await attempt(() => call('frames.saveTruth', { answerId, images: [...groundTruth.truth] }));
}

/** Saves each strip soon after it changed, and at once when the window is left. */
function watch(): void {
  if (watching) return;
  watching = true;
  useFrames.subscribe(({ strips }, before) => {
    if (strips === before.strips) return;
    for (const [id, strip] of Object.entries(strips)) {
      if (strip === before.strips[id] || stored.has(strip)) continue;
      window.clearTimeout(timers.get(id));
      timers.set(
        id,
        window.setTimeout(() => void saveStrip(id), SAVE_AFTER_MS),
      );
    }
  });
  const saveAll = (): void => [...timers.keys()].forEach((id) => void saveStrip(id));
  window.addEventListener('blur', saveAll);
  window.addEventListener('pagehide', saveAll);
}

async function saveStrip(id: string): Promise<void> {
  window.clearTimeout(timers.get(id));
  timers.delete(id);
  const strip = useFrames.getState().strips[id];
  const frames = strip?.frames.map(({ picture, time }) => ({ picture, time })) ?? [];
  try {
    await call('frames.saveStrip', {
      id,
      strip: strip && frames.length > 0 ? { ...strip, frames } : null,
    });
  } catch (error) {
    notifyError(error, words('frames.notKept'));
  }
}

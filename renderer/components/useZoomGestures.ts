import {
  useCallback,
  useEffect,
  useRef,
  type HTMLAttributes,
  type KeyboardEvent,
  type PointerEvent,
  type RefCallback,
} from 'react';
import { fitting, moveBy, zoomAt, type Zoom } from '../state/pictureZoom';

const STEP = 1.4;
const MOVE_PX = 60;
const middle = { x: 0, y: 0 };

export interface ZoomGestures {
  /** For the frame that gets wheel, keys and pointer. */
  readonly frame: {
    readonly ref: RefCallback<HTMLElement>;
  } & Pick<
    HTMLAttributes<HTMLElement>,
    'onKeyDown' | 'onPointerDown' | 'onPointerMove' | 'onDoubleClick'
  >;
  readonly zoomIn: () => void;
  readonly zoomOut: () => void;
  readonly fit: () => void;
}

/** Zooming and moving one place that several frames of the same size share. */
export function useZoomGestures(zoom: Zoom, onZoom: (zoom: Zoom) => void): ZoomGestures {
  const now = useRef({ zoom, onZoom });
  const element = useRef<HTMLElement | null>(null);
  useEffect(() => {
    now.current = { zoom, onZoom };
  });

  const change = useCallback(
    (next: (old: Zoom, box: { width: number; height: number }) => Zoom) => {
      const box = {
        width: element.current?.clientWidth ?? 0,
        height: element.current?.clientHeight ?? 0,
      };
      const zoomed = next(now.current.zoom, box);
      now.current = { ...now.current, zoom: zoomed };
      now.current.onZoom(zoomed);
    },
    [],
  );

  const ref = useCallback<RefCallback<HTMLElement>>(
    (frame) => {
      if (!frame) return undefined;
      const onWheel = (event: WheelEvent): void => {
        event.preventDefault();
        const box = frame.getBoundingClientRect();
        const point = {
          x: event.clientX - box.left - box.width / 2,
          y: event.clientY - box.top - box.height / 2,
        };
        change((old, size) =>
          moveBy(zoomAt(old, Math.exp(-event.deltaY / 300), point), 0, 0, size),
        );
      };
      element.current = frame;
      // React's own wheel listeners cannot keep the page from scrolling.
      frame.addEventListener('wheel', onWheel, { passive: false });
      return () => frame.removeEventListener('wheel', onWheel);
    },
    [change],
  );

  const by = (factor: number): void =>
    change((old, size) => moveBy(zoomAt(old, factor, middle), 0, 0, size));
  const move = (dx: number, dy: number): void => change((old, size) => moveBy(old, dx, dy, size));
  const fit = (): void => change(() => fitting);
  const keys: Readonly<Record<string, () => void>> = {
    '+': () => by(STEP),
    '=': () => by(STEP),
    '-': () => by(1 / STEP),
    '0': fit,
    ArrowLeft: () => move(MOVE_PX, 0),
    ArrowRight: () => move(-MOVE_PX, 0),
    ArrowUp: () => move(0, MOVE_PX),
    ArrowDown: () => move(0, -MOVE_PX),
  };

  return {
    frame: {
      ref,
      onKeyDown: (event: KeyboardEvent) => {
        const action = keys[event.key];
        if (!action || event.ctrlKey || event.metaKey || event.target !== event.currentTarget)
          return;
        event.preventDefault();
        action();
      },
      onPointerDown: (event: PointerEvent) => {
        if (event.target instanceof Element && event.target.closest('[data-own-pointer]')) return;
        event.currentTarget.setPointerCapture(event.pointerId);
      },
      onPointerMove: (event: PointerEvent) => {
        const held = event.currentTarget.hasPointerCapture(event.pointerId);
        if (event.buttons === 1 && held) move(event.movementX, event.movementY);
      },
      onDoubleClick: () => (zoom.scale > 1 ? fit() : by(STEP * STEP)),
    },
    zoomIn: () => by(STEP),
    zoomOut: () => by(1 / STEP),
    fit,
  };
}

import { IconMaximize, IconZoomIn, IconZoomOut } from '@tabler/icons-react';
import {
  useEffect,
  useRef,
  useState,
  type KeyboardEvent,
  type PointerEvent,
  type ReactNode,
} from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '../i18n';
import { IconButton } from './IconButton';
import { fitting, moveBy, zoomAt } from '../state/pictureZoom';
import classes from './ZoomPane.module.css';

interface Properties {
  readonly src: string;
  readonly alt: string;
  /** Height in pixels of what stands below it in its dialog, so that nothing is scrolled. */
  readonly below?: number;
  /** More buttons beside those of the zoom. */
  readonly children?: ReactNode;
}

/** Height in pixels of the head of a dialog, its margins and the buttons. */
const BESIDES = 144;
const STEP = 1.4;
const MOVE_PX = 60;
/** From this scale on single pixels are shown as squares. */
const PIXELATED_FROM = 5;
const middle = { x: 0, y: 0 };

/** A picture that is zoomed by wheel, keys and buttons, and moved by dragging. */
export function ZoomPane({ src, alt, below = 0, children }: Properties) {
  const { t } = useTranslation();
  const [zoom, setZoom] = useState(fitting);
  const frame = useRef<HTMLDivElement>(null);

  const frameSize = (): { width: number; height: number } => ({
    width: frame.current?.clientWidth ?? 0,
    height: frame.current?.clientHeight ?? 0,
  });

  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const onWheel = (event: WheelEvent): void => {
      event.preventDefault();
      const box = element.getBoundingClientRect();
      const point = {
        x: event.clientX - box.left - box.width / 2,
        y: event.clientY - box.top - box.height / 2,
      };
      setZoom((old) => moveBy(zoomAt(old, Math.exp(-event.deltaY / 300), point), 0, 0, box));
    };
    // React's own wheel listeners cannot keep the page from scrolling.
    element.addEventListener('wheel', onWheel, { passive: false });
    return () => element.removeEventListener('wheel', onWheel);
  }, []);

  const by = (factor: number): void =>
    setZoom((old) => moveBy(zoomAt(old, factor, middle), 0, 0, frameSize()));
  const move = (dx: number, dy: number): void => setZoom((old) => moveBy(old, dx, dy, frameSize()));

  const keys: Readonly<Record<string, () => void>> = {
    '+': () => by(STEP),
    '=': () => by(STEP),
    '-': () => by(1 / STEP),
    '0': () => setZoom(fitting),
    ArrowLeft: () => move(MOVE_PX, 0),
    ArrowRight: () => move(-MOVE_PX, 0),
    ArrowUp: () => move(0, MOVE_PX),
    ArrowDown: () => move(0, -MOVE_PX),
  };

  function onKeyDown(event: KeyboardEvent): void {
    const action = keys[event.key];
    if (!action || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    action();
  }

  function onPointerMove(event: PointerEvent): void {
    if (event.buttons === 1) move(event.movementX, event.movementY);
  }

  return (
    <div className={classes.pane}>
      <div
        ref={frame}
        className={classes.frame}
        style={{ height: `calc(90dvh - ${BESIDES + below}px)` }}
        data-autofocus
        tabIndex={0}
        role="group"
        aria-label={t('zoom.label', { label: alt })}
        data-moving={zoom.scale > 1 || undefined}
        onKeyDown={onKeyDown}
        onPointerDown={(event) => event.currentTarget.setPointerCapture(event.pointerId)}
        onPointerMove={onPointerMove}
        onDoubleClick={() => (zoom.scale > 1 ? setZoom(fitting) : by(STEP * STEP))}
      >
        <img
          className={classes.picture}
          src={src}
          alt={alt}
          draggable={false}
          style={{
            transform: `translate(${zoom.x}px, ${zoom.y}px) scale(${zoom.scale})`,
            imageRendering: zoom.scale >= PIXELATED_FROM ? 'pixelated' : 'auto',
          }}
        />
      </div>
      <div className={classes.bar} role="toolbar" aria-label={t('zoom.tools')}>
        <IconButton
          label={t('zoom.out')}
          keys="-"
          icon={<IconZoomOut size={18} />}
          onClick={() => by(1 / STEP)}
        />
        <span className={classes.percent}>
          {t('unit.percent', { value: number(zoom.scale * 100) })}
        </span>
        <IconButton label={t('zoom.in')} icon={<IconZoomIn size={18} />} onClick={() => by(STEP)} />
        <IconButton
          label={t('zoom.fit')}
          keys="0"
          icon={<IconMaximize size={18} />}
          onClick={() => setZoom(fitting)}
        />
        {children}
      </div>
    </div>
  );
}

import { useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '../i18n';
import classes from './BoxOnPicture.module.css';
import { type Box, boxWithin } from '../../shared/image';

interface Properties {
  readonly src: string;
  readonly alt: string;
  /** Size of the picture in its own pixels. */
  readonly width: number;
  readonly height: number;
  /** A square part in the picture's pixels; null for no mark. */
  readonly box: Box | null;
  /** What the mark is, for a screen reader. */
  readonly label: string;
  /** Absent where the mark cannot be moved. */
  readonly onChange?: (box: Box) => void;
  /** Called once when the person lets go, or after each key. */
  readonly onEnd?: (box: Box) => void;
}

/** A mark that is held: by what, where it was then, and where the pointer took it (screen pixels). */
interface Hold {
  readonly kind: 'move' | 'size';
  readonly start: Box;
  readonly x: number;
  readonly y: number;
}

/** Shortest side of a mark, as a share of the picture's short side. */
const LEAST = 1 / 32;

const keys: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** A picture with a square mark on it that is dragged, resized at its corner, or moved by keys. */
export function BoxOnPicture(properties: Properties) {
  const { src, alt, width, height, box, label, onChange, onEnd } = properties;
  const { t } = useTranslation();
  const frame = useRef<HTMLDivElement>(null);
  const [hold, setHold] = useState<Hold | null>(null);
  const short = Math.min(width, height);

  const sized = (old: Box, side: number): Box => {
    const held = Math.min(short, Math.max(short * LEAST, side));
    return boxWithin({ ...old, width: held, height: held }, width, height);
  };

  function onPointerMove(event: PointerEvent): void {
    if (!hold || !onChange || !frame.current) return;
    const scale = width / frame.current.clientWidth;
    const { start } = hold;
    const dx = (event.clientX - hold.x) * scale;
    const dy = (event.clientY - hold.y) * scale;
    onChange(
      hold.kind === 'move'
        ? boxWithin({ ...start, x: start.x + dx, y: start.y + dy }, width, height)
        : sized(start, start.width + (dx + dy) / 2),
    );
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (!box || !onChange || event.ctrlKey || event.metaKey) return;
    const step = short * (event.shiftKey ? 0.1 : 0.02);
    const way = keys[event.key];
    let next: Box | undefined;
    if (way) {
      next = boxWithin(
        { ...box, x: box.x + way[0] * step, y: box.y + way[1] * step },
        width,
        height,
      );
    } else if (event.key === '+' || event.key === '=') next = sized(box, box.width + step);
    else if (event.key === '-') next = sized(box, box.width - step);
    if (!next) return;
    event.preventDefault();
    onChange(next);
    onEnd?.(next);
  }

  const begin = (kind: Hold['kind']) => (event: PointerEvent) => {
    if (!onChange || !box) return;
    event.stopPropagation();
    event.currentTarget.setPointerCapture(event.pointerId);
    setHold({ kind, start: box, x: event.clientX, y: event.clientY });
  };
  const end = (): void => {
    // What is given as the mark may say more than where it lies.
    if (hold && box) onEnd?.(boxWithin(box, width, height));
    setHold(null);
  };
  const percent = (value: number, whole: number): string => `${(value / whole) * 100}%`;

  return (
    <div className={classes.room}>
      <div
        ref={frame}
        className={classes.picture}
        style={{ aspectRatio: width / height, width: `min(100cqw, ${(100 * width) / height}cqh)` }}
      >
        <img className={classes.image} src={src} alt={alt} draggable={false} decoding="async" />
        {box && (
          <div
            className={classes.box}
            role="group"
            tabIndex={onChange ? 0 : undefined}
            aria-label={t('box.label', {
              label,
              x: number(box.x),
              y: number(box.y),
              side: number(box.width),
            })}
            data-testid="box"
            data-moving={hold?.kind}
            data-fixed={onChange ? undefined : true}
            style={{
              left: percent(box.x, width),
              top: percent(box.y, height),
              width: percent(box.width, width),
              height: percent(box.height, height),
            }}
            onKeyDown={onKeyDown}
            onPointerDown={begin('move')}
            onPointerMove={onPointerMove}
            onPointerUp={end}
            onPointerCancel={end}
          >
            {onChange && (
              <span
                className={classes.corner}
                onPointerDown={begin('size')}
                onPointerMove={(event) => {
                  event.stopPropagation();
                  onPointerMove(event);
                }}
                onPointerUp={end}
                onPointerCancel={end}
              />
            )}
          </div>
        )}
      </div>
    </div>
  );
}

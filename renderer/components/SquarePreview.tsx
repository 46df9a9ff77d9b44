import { useEffect, useRef } from 'react';
import { imageUrl } from '../../shared/ipc/contract';
import { type Box, paddedPlace } from '../../shared/image';

interface Properties {
  readonly image: string;
  /** Size of the picture in its own pixels. */
  readonly width: number;
  readonly height: number;
  /** The part that is shown; null for all of it, padded with white. */
  readonly box: Box | null;
  /** Pixels a side that the model sees. */
  readonly side: number;
  readonly label: string;
  readonly className?: string;
}

/** A picture as the model sees it: in a square of its few pixels. */
export function SquarePreview({ image, width, height, box, side, label, className }: Properties) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    let current = true;
    const picture = new Image();
    picture.src = imageUrl(image);
    const draw = async (): Promise<void> => {
      await picture.decode();
      const context = canvas.current?.getContext('2d');
      if (!current || !context) return;
      const part = box ?? { x: 0, y: 0, width, height };
      const place = paddedPlace(part.width, part.height, side);
      context.imageSmoothingQuality = 'high';
      context.fillStyle = '#fff';
      context.fillRect(0, 0, side, side);
      context.drawImage(
        picture,
        part.x,
        part.y,
        part.width,
        part.height,
        place.x,
        place.y,
        place.width,
        place.height,
      );
    };
    // A picture that cannot be read is told of where it is shown itself.
    draw().catch(() => undefined);
    return () => {
      current = false;
    };
  }, [image, width, height, box, side]);
  return (
    <canvas
      ref={canvas}
      width={side}
      height={side}
      className={className}
      role="img"
      aria-label={label}
    />
  );
}

import { Skeleton } from '@mantine/core';
import { useEffect, useRef } from 'react';

interface Properties {
  readonly png: Uint8Array | null;
  readonly className?: string;
}

/** Shows PNG bytes, grey where there are none yet; one picture takes the place of the other without a flash between them. */
export function PreviewCanvas({ png, className }: Properties) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (!png) return undefined;
    let current = true;
    void createImageBitmap(new Blob([new Uint8Array(png)], { type: 'image/png' })).then(
      (bitmap) => {
        if (current && canvas.current) {
          canvas.current.width = bitmap.width;
          canvas.current.height = bitmap.height;
          canvas.current.getContext('2d')?.drawImage(bitmap, 0, 0);
        }
        bitmap.close();
      },
      // A preview that cannot be read is passed over; the next one or the picture follows.
      () => undefined,
    );
    return () => {
      current = false;
    };
  }, [png]);
  if (!png) return <Skeleton className={className} radius={0} />;
  return <canvas ref={canvas} className={className} aria-hidden="true" />;
}

import sharp from 'sharp';

/** Where the made photographs say that they were taken, in a form that is found as bytes. */
export const PLACE = 'PLACE-51.5007N';
export const CAMERA = 'CAMERA-X100';

/** A photograph of few pixels with EXIF of a camera, its place and how to turn it, and XMP. */
export async function photograph(kind: 'jpeg' | 'png' | 'webp' | 'avif'): Promise<Uint8Array> {
  const pixels = sharp({
    create: { width: 12, height: 8, channels: 3, background: { r: 200, g: 30, b: 90 } },
  });
  const exif = {
    IFD0: { Model: CAMERA, Orientation: '6' },
    IFD3: { GPSAreaInformation: PLACE, GPSMapDatum: PLACE, GPSLatitudeRef: 'N' },
  };
  const xmp = `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description xmlns:exif="http://ns.adobe.com/exif/1.0/" exif:GPSLatitude="${PLACE}"/></rdf:RDF></x:xmpmeta>`;
  const written = pixels.withMetadata({ orientation: 6 }).withExif(exif).withXmp(xmp);
  return new Uint8Array(await written.toFormat(kind).toBuffer());
}

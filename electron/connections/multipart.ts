import { randomBytes } from 'node:crypto';

export interface FormFile {
  readonly field: string;
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Uint8Array;
}

/** A form of fields and files as the body of a request (RFC 7578). */
export function multipart(
  fields: readonly (readonly [string, string])[],
  files: readonly FormFile[],
): { readonly body: Uint8Array<ArrayBuffer>; readonly mediaType: string } {
  // Random, so that nothing that is sent can hold it.
  const boundary = `studio-${randomBytes(18).toString('hex')}`;
  const parts: Uint8Array[] = [];
  const add = (head: string, content: Uint8Array): void => {
    parts.push(Buffer.from(`--${boundary}\r\n${head}\r\n\r\n`), content, Buffer.from('\r\n'));
  };
  for (const [name, value] of fields) {
    add(`Content-Disposition: form-data; name="${name}"`, Buffer.from(value));
  }
  for (const { field, name, mediaType, bytes } of files) {
    const place = `Content-Disposition: form-data; name="${field}"; filename="${name}"`;
    add(`${place}\r\nContent-Type: ${mediaType}`, bytes);
  }
  parts.push(Buffer.from(`--${boundary}--\r\n`));
  const body = new Uint8Array(Buffer.concat(parts));
  return { body, mediaType: `multipart/form-data; boundary=${boundary}` };
}

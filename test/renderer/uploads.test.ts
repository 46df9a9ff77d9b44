import { describe, expect, it } from 'vitest';
import { takeFile } from '../../renderer/state/uploads';
import { MOST_BYTES } from '../../shared/foreignPicture';

const fileOf = (size: number, arrayBuffer: () => Promise<ArrayBuffer>): File =>
  ({ name: 'film.png', size, arrayBuffer }) as unknown as File;

describe('a file that comes into the window', () => {
  // Fault: gigabytes read into memory before anything looks at their length.
  it('is refused unread when it is too long', async () => {
    let read = false;
    const file = fileOf(MOST_BYTES + 1, () => {
      read = true;
      return Promise.resolve(new ArrayBuffer(0));
    });
    await expect(takeFile(file)).rejects.toThrow(/film\.png/);
    expect(read).toBe(false);
  });

  // Fault: a dropped folder said to be a failure of the program.
  it('gets its sentence when it cannot be read', async () => {
    const folder = fileOf(0, () => Promise.reject(new Error('NotReadableError')));
    await expect(takeFile(folder)).rejects.toThrow(/film\.png/);
  });
});

import { describe, expect, it } from 'vitest';
import { plainName } from '../../electron/ipc/files';

describe('the name of an exported file', () => {
  // Fault: vowels of Hindi, Tamil and Thai vanish, and letters that a Mac wrote lose their accents.
  it.each([
    ['नमस्ते दुनिया', 'नमस्ते दुनिया'],
    ['สวัสดีชาวโลก', 'สวัสดีชาวโลก'],
    ['வணக்கம்', 'வணக்கம்'],
    ['Cafe\u0301 de\u0301ja\u0300', 'Café déjà'],
    ['می\u200Cخواهم', 'میخواهم'],
    ['\u0301a/b: c?', 'a b c'],
    ['👍🏽', 'without'],
    ['NUL', 'without'],
  ])('keeps the letters of %s', (title, name) => {
    expect(plainName(title, 'without')).toBe(name);
  });

  // Fault: a name that is longer than a disk takes, or that ends within a letter.
  it('is no longer than disks take, and ends with a whole letter', () => {
    const name = plainName('क्षि'.repeat(200), 'without');
    expect(Buffer.byteLength(name)).toBeLessThanOrEqual(200);
    expect(name).toBe('क्षि'.repeat(name.length / 4));
    expect(plainName('a'.repeat(100), 'without')).toHaveLength(60);
  });
});

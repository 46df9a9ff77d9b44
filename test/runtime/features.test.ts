import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { Features } from '../../electron/runtime/features';
import { dataFolders } from '../store/folder';
import { flip } from '../recovery/flipped';

const folders = dataFolders();
const WIDTH = 4;

describe('kept features', () => {
  // Catches a flipped sign that keeps the length of a feature, and puts unlike pictures side by side.
  it('are left out when one bit of them flipped, and no other one with them', () => {
    const file = path.join(folders.make(), 'a.f32');
    const features = new Features(file, WIDTH);
    const kept = ['a', 'b', 'c'].map((letter) => letter.repeat(64));
    for (const hash of kept) features.add(hash, Float32Array.from([0.5, 0.5, 0.5, 0.5]));
    expect([...features.load().keys()]).toEqual(kept);
    const whole = fs.readFileSync(file);
    for (let bit = 0; bit < whole.length * 8; bit += 5) {
      fs.writeFileSync(file, whole);
      flip(file, bit);
      const record = Math.floor(bit / 8 / (whole.length / 3));
      expect([...features.load().keys()]).toEqual(kept.filter((_, place) => place !== record));
    }
  });

  it('of an older form go, and new ones are found', () => {
    const file = path.join(folders.make(), 'a.f32');
    fs.writeFileSync(file, Buffer.alloc(480, 1));
    const features = new Features(file, WIDTH);
    expect(features.load().size).toBe(0);
    features.add('d'.repeat(64), Float32Array.from([1, 0, 0, 0]));
    expect(features.load().size).toBe(1);
    expect(fs.statSync(file).size).toBe(32 + WIDTH * 4 + 4);
  });
});

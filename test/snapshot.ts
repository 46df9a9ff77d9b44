import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

/**
 * What everything at a place and below it is like: kind, mode, time of the last change (nanoseconds),
 * and the hash of its bytes or where a link leads to, by its absolute path.
 */
export function snapshot(place: string): Map<string, string> {
  const found = fs.lstatSync(place, { bigint: true });
  const said = [found.mode.toString(8), found.mtimeNs, whatOf(place, found)].join(' ');
  const below = found.isDirectory() ? fs.readdirSync(place) : [];
  return new Map([
    [place, said],
    ...below.flatMap((name) => [...snapshot(path.join(place, name))]),
  ]);
}

function whatOf(place: string, found: fs.BigIntStats): string {
  if (found.isSymbolicLink()) return fs.readlinkSync(place);
  if (!found.isFile()) return '';
  return createHash('sha256').update(fs.readFileSync(place)).digest('hex');
}

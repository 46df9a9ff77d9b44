import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

/** A key that nobody can guess. */
export const newKey = (): string => `mm-${randomBytes(24).toString('base64url')}`;

/** What is kept of a key: enough to know it again, not enough to use it. Lower-case SHA-256. */
export const hashOfKey = (key: string): string => createHash('sha256').update(key).digest('hex');

/** Whether a key is the one that was hashed; takes as long for every wrong one. */
export function isKey(given: string, hash: string): boolean {
  const kept = Buffer.from(hash, 'hex');
  const asked = Buffer.from(hashOfKey(given), 'hex');
  return kept.length === asked.length && timingSafeEqual(asked, kept);
}

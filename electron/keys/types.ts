import { z } from 'zod';

/** What a key is for: a service, or one server of it, as `hub` or `server.3f2c`. */
export const keyNameSchema = z
  .string()
  .regex(/^[a-z][a-z0-9]*([.-][a-z0-9]+)*$/)
  .max(64);

/** A key as people paste it: one line of printed ASCII, which is all that a header can carry. */
export const keySchema = z
  .string()
  .regex(/^[!-~]+$/)
  .max(4096);

/** Keys that others gave to the person, by their names. */
export interface KeyStore {
  /** The key of a name; nothing where none is known, or where it can no longer be read. */
  get(name: string): string | undefined;
  /**
   * Takes a key.
   *
   * @returns whether it is known at the next start too; else the person is asked for it again
   * @throws TypeError for a name or key of another form
   */
  set(name: string, key: string): boolean;
  /** Forgets a key, wherever it is kept. */
  delete(name: string): void;
}

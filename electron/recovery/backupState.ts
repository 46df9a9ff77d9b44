/** What is remembered about each place of backups: failures, and how far its check has got. */
import path from 'node:path';
import { z } from 'zod';
import { backupFailureSchema, type BackupProblem } from '../../shared/ipc/recovery';
import { readJson, writeWhole } from '../disk/whole';
import { backupsFolder } from '../store/folders';
import { makePrivateFolder } from '../disk/privateMode';

const moment = z.number().int();
const failedSchema = z.strictObject({
  reason: backupFailureSchema,
  detail: z.string(),
  /** Days on which no copy could be made, one after another. */
  days: z.number().int().min(1),
  /** The last of them, by the computer's clock: 2026-05-03. */
  day: z.string(),
});
const placeStateSchema = z.strictObject({
  failed: failedSchema.nullable(),
  cursor: z.string().nullable(),
  at: moment.nullable(),
  damaged: z.array(z.string()).readonly(),
});
export type PlaceState = z.infer<typeof placeStateSchema>;

const stateSchema = z.strictObject({ data: placeStateSchema, second: placeStateSchema });
/** The places where backups are made. */
export type MadeIn = BackupProblem['place'];

const NOTHING: PlaceState = { failed: null, cursor: null, at: null, damaged: [] };

/** State of the places of backups: a file beside the backups that may be lost without harm. */
export class BackupState {
  readonly #file: string;
  #state: z.infer<typeof stateSchema>;
  #kept = true;

  /** @param data data folder */
  constructor(data: string) {
    this.#file = path.join(backupsFolder(data), 'state.json');
    this.#state = readJson(this.#file, stateSchema) ?? { data: NOTHING, second: NOTHING };
  }

  /** Whether the last change was written to disk. */
  get kept(): boolean {
    return this.#kept;
  }

  get(place: MadeIn): PlaceState {
    return this.#state[place];
  }

  change(place: MadeIn, change: Partial<PlaceState>): void {
    this.#state = { ...this.#state, [place]: { ...this.#state[place], ...change } };
    try {
      makePrivateFolder(path.dirname(this.#file));
      writeWhole(this.#file, JSON.stringify(this.#state), { durable: 'nothing' });
      this.#kept = true;
    } catch {
      // A full disk is the very thing to report, so it must not prevent the report.
      this.#kept = false;
    }
  }

  forget(place: MadeIn): void {
    this.change(place, NOTHING);
  }
}

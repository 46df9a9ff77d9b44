/** What is known of each place of backups from one start to the next: failures, and how far its check is. */
import { randomBytes } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { backupFailureSchema, type BackupProblem } from '../../shared/ipc/recovery';
import { backupsFolder } from '../store/folders';
import { makePrivateFolder, PRIVATE_FILE } from '../store/privateMode';

const moment = z.number().int();
const failedSchema = z.strictObject({
  reason: backupFailureSchema,
  detail: z.string(),
  /** Days on which no copy could be made, one after another. */
  days: z.number().int().min(1),
  /** The last of them, by the clock of the machine: 2026-05-03. */
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
/** The places that backups are made in. */
export type MadeIn = BackupProblem['place'];

const NOTHING: PlaceState = { failed: null, cursor: null, at: null, damaged: [] };

function removeIfThere(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch {
    // Something else lies where the backups should.
  }
}

/** State of the places of backups: a file among the backups, which may be lost without harm. */
export class BackupState {
  readonly #file: string;
  #state: z.infer<typeof stateSchema>;
  #kept = true;

  /** @param data data folder */
  constructor(data: string) {
    this.#file = path.join(backupsFolder(data), 'state.json');
    this.#state = this.#read();
  }

  /** Whether what was changed last outlives the program. */
  get kept(): boolean {
    return this.#kept;
  }

  get(place: MadeIn): PlaceState {
    return this.#state[place];
  }

  change(place: MadeIn, change: Partial<PlaceState>): void {
    this.#state = { ...this.#state, [place]: { ...this.#state[place], ...change } };
    const temporary = `${this.#file}.${randomBytes(4).toString('hex')}.tmp`;
    try {
      makePrivateFolder(path.dirname(this.#file));
      fs.writeFileSync(temporary, JSON.stringify(this.#state), { mode: PRIVATE_FILE });
      fs.renameSync(temporary, this.#file);
      this.#kept = true;
    } catch {
      // A full disk is what is told of here, and must not keep it from being told.
      this.#kept = false;
      removeIfThere(temporary);
    }
  }

  forget(place: MadeIn): void {
    this.change(place, NOTHING);
  }

  #read(): z.infer<typeof stateSchema> {
    try {
      return stateSchema.parse(JSON.parse(fs.readFileSync(this.#file, 'utf8')));
    } catch {
      return { data: NOTHING, second: NOTHING };
    }
  }
}

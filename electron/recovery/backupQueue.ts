import { randomUUID } from 'node:crypto';
import type {
  Backup,
  BackupFailure,
  BackupProblem,
  BackupReason,
  SecondPlace,
} from '../../shared/ipc/recovery';
import { isCorrupt, isReadOnly, storeError } from '../store/error';
import { SettingsStore } from '../store/settings';
import { sizeOf } from './contentFiles';
import { listBackups } from './backupRecord';
import { BackupState, type MadeIn } from './backupState';
import {
  isBackupDue,
  makeBackup,
  DamagedBackupError,
  type Copied,
  type CopyTarget,
} from './backups';
import { backupsFolder } from '../store/folders';
import { scrub } from './scrub';
import {
  claimSecond,
  isAvailable,
  isSameDisk,
  openSecond,
  PlaceGoneError,
  type SecondBackups,
} from './secondPlace';
import type { Task } from '../../shared/task';

/** Days without a backup after which the person is warned. */
const NOTIFY_AFTER = 2;
/** Most letters of the system's message about a failure. */
const DETAIL = 300;

/** The result of a day's backups. */
export interface BackupDay {
  readonly made: readonly Backup[];
  readonly errors: readonly unknown[];
}

/** Makes the backups of one store, one after another, in the data folder and in the second place. */
export class BackupQueue {
  #last: Promise<unknown> = Promise.resolve();
  readonly #state: BackupState;
  #announced: string;

  /** @param tell called with the problems of backups when they change */
  constructor(
    private readonly store: Copied,
    private readonly tell: (problems: BackupProblem[]) => void = () => undefined,
  ) {
    this.#state = new BackupState(store.folder);
    this.#announced = JSON.stringify(this.problems());
  }

  /**
   * Makes a backup in the data folder, and one that a person asked for in the second place too.
   *
   * @throws AppError, also when the second place alone lacks it
   */
  make(reason: BackupReason, task: Task = {}): Promise<Backup> {
    return this.#after(async () => {
      try {
        const copy = await this.#copy('data', reason, task);
        if (reason === 'asked' && this.#second) await this.#copy('second', reason, task, copy);
        return copy;
      } finally {
        this.tellProblems();
      }
    });
  }

  /** Makes today's copy where there is none yet, and compares some of the copied bytes with their hashes. */
  makeDue(now = Date.now()): Promise<BackupDay> {
    return this.#after(async () => {
      const made: Backup[] = [];
      const errors: unknown[] = [];
      for (const place of ['data', 'second'] as const) {
        try {
          if (!this.#isDue(place, now)) {
            if (this.#state.get(place).failed) this.#state.change(place, { failed: null });
            continue;
          }
          const [newest] = place === 'second' ? this.#copiesAt('data') : [];
          const twin = newest && isOfDay(newest, now) ? newest : undefined;
          made.push(await this.#copy(place, 'daily', {}, twin));
        } catch (error) {
          errors.push(error);
          this.#noteFailure(place, error, now);
          continue;
        }
        await this.#scrub(place, now).catch((error: unknown) => errors.push(error));
      }
      this.tellProblems();
      return { made, errors };
    });
  }

  /** The problems of backups. Daily ones that are turned off are not missing. */
  problems(): BackupProblem[] {
    const daily = this.#settings?.dailyCopies ?? true;
    const places = this.#second ? (['data', 'second'] as const) : (['data'] as const);
    return places.flatMap((place): BackupProblem[] => {
      const { failed, damaged } = this.#state.get(place);
      const folder = this.folderOf(place);
      const known: BackupProblem[] = [];
      // A failure that cannot be recorded for the next day is reported at once.
      if (failed && daily && (failed.days >= NOTIFY_AFTER || !this.#state.kept)) {
        const { reason, detail, days } = failed;
        const newest = this.#newestAt(place);
        known.push({ kind: 'missed', place, folder, reason, detail, days, newest });
      }
      if (damaged.length > 0) known.push({ kind: 'damaged', place, folder, count: damaged.length });
      return known;
    });
  }

  /** Reports the current problems if they are not those reported last. */
  tellProblems(): void {
    const problems = this.problems();
    const announced = JSON.stringify(problems);
    if (announced === this.#announced) return;
    this.#announced = announced;
    this.tell(problems);
  }

  /** Checks after a repair whether what was damaged still is. */
  lookAgain(): Promise<void> {
    return this.#after(async () => {
      for (const place of ['data', 'second'] as const) {
        const isKnown = this.#state.get(place).damaged.length > 0;
        if (isKnown) await this.#scrub(place, Date.now()).catch(() => undefined);
      }
      this.tellProblems();
    });
  }

  /** Absolute folder of the backups of a place; empty for a second place that was not chosen. */
  folderOf(place: MadeIn): string {
    return place === 'data' ? backupsFolder(this.store.folder) : (this.#second?.folder ?? '');
  }

  /** The second place; null when none was chosen. */
  async second(): Promise<SecondPlace | null> {
    const chosen = this.#second;
    if (!chosen) return null;
    const { folder } = chosen;
    const available = isAvailable(chosen);
    return {
      folder,
      available,
      sameDisk: available && isSameDisk(folder, this.store.folder),
      copies: this.#copiesAt('second'),
      size: available ? await sizeOf(folder) : 0,
    };
  }

  /**
   * Makes the first copy in a second place, which is used from then on. If it is stopped or fails,
   * nothing changes.
   *
   * @param picked absolute folder that a person picked; a folder of our own is made in it
   * @returns that folder
   * @throws AppError `input` for a folder that cannot be the place, `full`, `cancelled`
   */
  chooseSecond(picked: string, task: Task = {}): Promise<string> {
    return this.#after(async () => {
      const settings = new SettingsStore(this.store.database);
      const id = settings.get().secondCopies?.id ?? randomUUID();
      const { folder, release } = claimSecond(picked, this.store.folder, id);
      const sources = [this.store.folder, backupsFolder(this.store.folder)];
      try {
        await makeBackup(this.store, 'asked', task, { place: folder, sources });
      } catch (error) {
        release();
        throw storeError(error);
      }
      settings.set({ ...settings.get(), secondCopies: { id, folder } });
      this.#state.forget('second');
      this.tellProblems();
      return folder;
    });
  }

  /** Makes no more backups in the second place; those that are there stay. */
  leaveSecond(): void {
    const settings = new SettingsStore(this.store.database);
    const before = settings.get();
    if (before.secondCopies === null) return;
    settings.set({ ...before, secondCopies: { ...before.secondCopies, folder: null } });
    this.#state.forget('second');
    this.tellProblems();
  }

  /** Resolves when no backup is being made. */
  async idle(): Promise<void> {
    await this.#last;
  }

  get #settings(): ReturnType<SettingsStore['get']> | undefined {
    try {
      return new SettingsStore(this.store.database).get();
    } catch {
      // A damaged database makes a backup fail, and that has to be reported.
      return undefined;
    }
  }

  get #second(): (SecondBackups & { folder: string }) | undefined {
    const chosen = this.#settings?.secondCopies;
    return chosen?.folder ? { ...chosen, folder: chosen.folder } : undefined;
  }

  #copiesAt(place: MadeIn): Backup[] {
    if (place === 'data') return listBackups(backupsFolder(this.store.folder));
    const chosen = this.#second;
    return chosen && isAvailable(chosen) ? listBackups(chosen.folder) : [];
  }

  /** When the newest backup of a place was made; null if there is none or it cannot be read. */
  #newestAt(place: MadeIn): number | null {
    try {
      return this.#copiesAt(place)[0]?.createdAt ?? null;
    } catch {
      return null;
    }
  }

  #isDue(place: MadeIn, now: number): boolean {
    if (place === 'data') return isBackupDue(this.store, now);
    const chosen = this.#second;
    if (!chosen) return false;
    // Without its backups, all that is known is whether one is wanted at all.
    return isBackupDue(this.store, now, isAvailable(chosen) ? chosen.folder : '');
  }

  /** @param twin a backup in the data folder that the one in the second place is to match */
  async #copy(place: MadeIn, reason: BackupReason, task: Task, twin?: Backup): Promise<Backup> {
    const copy = await makeBackup(this.store, twin?.reason ?? reason, task, {
      ...this.#target(place),
      ...(twin ? { twin: { place: backupsFolder(this.store.folder), copy: twin } } : {}),
    });
    this.#state.change(place, { failed: null });
    return copy;
  }

  async #scrub(place: MadeIn, now: number): Promise<void> {
    const { place: folder, sources } = this.#target(place);
    const { cursor, at, damaged } = await scrub(folder, sources, this.#state.get(place), now);
    this.#state.change(place, { cursor, at, damaged });
  }

  /** @throws PlaceGoneError */
  #target(place: MadeIn): CopyTarget {
    const { folder } = this.store;
    const chosen = this.#second;
    const damaged = new Set(this.#state.get(place).damaged);
    if (place === 'second') {
      const second = openSecond(chosen ?? { id: '', folder: null });
      return { place: second, sources: [folder, backupsFolder(folder)], damaged };
    }
    const others = chosen && isAvailable(chosen) ? [chosen.folder] : [];
    return { place: backupsFolder(folder), sources: [folder, ...others], damaged };
  }

  #noteFailure(place: MadeIn, error: unknown, now: number): void {
    const { failed } = this.#state.get(place);
    const day = dayOf(now);
    const days = failed ? failed.days + (failed.day === day ? 0 : 1) : 1;
    const chosen = this.#second;
    const gone = place === 'second' && (!chosen || !isAvailable(chosen));
    const reason = gone ? 'gone' : reasonOf(error);
    const detail = detailOf(error).slice(0, DETAIL);
    this.#state.change(place, { failed: { reason, detail, days, day } });
  }

  #after<Result>(work: () => Promise<Result>): Promise<Result> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }
}

function reasonOf(error: unknown): BackupFailure {
  if (error instanceof PlaceGoneError) return 'gone';
  if (error instanceof DamagedBackupError || isCorrupt(error)) return 'damaged';
  if (isReadOnly(error)) return 'readOnly';
  return storeError(error).code === 'full' ? 'full' : 'other';
}

/** The system's own message. */
function detailOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
  return cause instanceof Error ? cause.message : String(cause);
}

/** A day by the computer's clock: 2026-05-03. */
function dayOf(moment: number): string {
  const local = new Date(moment);
  const parts = [local.getFullYear(), local.getMonth() + 1, local.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

const isOfDay = ({ createdAt }: Backup, now: number): boolean => dayOf(createdAt) === dayOf(now);

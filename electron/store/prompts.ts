import { randomUUID } from 'node:crypto';
import type { WritableDatabase } from './connection';
import type { Prompt } from '../../shared/ipc/prompts';
import { t } from '../../shared/i18n/translate';
import { AppError } from '../../shared/ipc/errors';

const SELECT = `SELECT id, title, text, created_at AS createdAt, used_at AS usedAt FROM prompt`;

/** Prompts that a person keeps for later use. */
export class Prompts {
  constructor(private readonly database: WritableDatabase) {}

  /** The most recently used first. */
  list(): Prompt[] {
    return this.database.all<Prompt>(
      `${SELECT} WHERE deleted_at IS NULL ORDER BY used_at DESC, created_at DESC, id`,
    );
  }

  /** Saves a new prompt (without an id), or changes the one with that id. */
  save({ id, title, text }: { id: string | null } & Pick<Prompt, 'title' | 'text'>): Prompt {
    const now = Date.now();
    const kept = id ?? randomUUID();
    if (id === null) {
      this.database.run(
        'INSERT INTO prompt (id, title, text, created_at, used_at) VALUES (?, ?, ?, ?, ?)',
        kept,
        title,
        text,
        now,
        now,
      );
    } else this.#change('title = ?, text = ?', title, text, kept);
    return this.#get(kept);
  }

  /** Notes that a prompt was used now. */
  used(id: string): void {
    this.#change('used_at = ?', Date.now(), id);
  }

  /** Puts a prompt into the trash. */
  delete(id: string): void {
    this.#change('deleted_at = ?', Date.now(), id);
  }

  /** Brings a prompt back from the trash. */
  restore(id: string): void {
    const changed = this.database.run('UPDATE prompt SET deleted_at = NULL WHERE id = ?', id);
    if (changed !== 1) throw new AppError('missing', t('store.notInBin'));
  }

  #get(id: string): Prompt {
    const row = this.database.get<Prompt>(`${SELECT} WHERE id = ?`, id);
    if (!row) throw new AppError('missing', t('store.promptGone'));
    return row;
  }

  #change(assignment: string, ...values: readonly (string | number)[]): void {
    const changed = this.database.run(
      `UPDATE prompt SET ${assignment} WHERE id = ? AND deleted_at IS NULL`,
      ...values,
    );
    if (changed !== 1) throw new AppError('missing', t('store.promptGone'));
  }
}

import type { WritableDatabase } from './connection';
import { packageChoiceSchema, type PackageChoice } from '../../shared/ipc/packages';

/** Which package answers in which conversation, where a person chose one. */
export class PackageChoices {
  constructor(private readonly database: WritableDatabase) {}

  /** The choice of a conversation; null for the package of the settings. */
  get(conversationId: string): PackageChoice | null {
    const row = this.database.get<{ package: string }>(
      'SELECT package FROM conversation_package WHERE conversation_id = ?',
      conversationId,
    );
    const parsed = packageChoiceSchema.safeParse(row?.package);
    return parsed.success ? parsed.data : null;
  }

  set(conversationId: string, choice: PackageChoice | null): void {
    if (choice === null) {
      this.database.run(
        'DELETE FROM conversation_package WHERE conversation_id = ?',
        conversationId,
      );
      return;
    }
    this.database.run(
      `INSERT INTO conversation_package (conversation_id, package) VALUES (?, ?)
       ON CONFLICT (conversation_id) DO UPDATE SET package = excluded.package`,
      conversationId,
      choice,
    );
  }

  /** Conversations that had chosen a package go back to that of the settings. */
  forget(choice: PackageChoice): void {
    this.database.run('DELETE FROM conversation_package WHERE package = ?', choice);
  }
}

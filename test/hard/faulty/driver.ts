/**
 * better-sqlite3 with a layer above it that can fail or end the process: before each operation that
 * writes, `Faulty.step` is called with its name. Bundled to a module that a store opens with.
 */
import Database from 'better-sqlite3';

/** Statements of a script, split where one can be killed between two; bodies of triggers stay whole. */
export function statementsOf(script: string): string[] {
  const statements: string[] = [];
  let open = '';
  for (const piece of script.replace(/--.*$/gm, '').split(';')) {
    open += open === '' ? piece : `;${piece}`;
    const begins = /\bCREATE\s+(TEMP\s+)?TRIGGER\b/i.test(open);
    if (begins && !/\bEND\s*$/i.test(open)) continue;
    if (open.trim() !== '') statements.push(open);
    open = '';
  }
  return statements;
}

/** Called before each operation; what it throws is thrown by the operation. */
export type Step = (operation: string) => void;

const nameOf = (sql: string): string => sql.trim().split(/\s+/, 3).join(' ');

/** Called with `new`, as the class in whose place it stands. */
function Faulty(file: string, options: Database.Options): Database.Database {
  const database = new Database(file, options);
  const prepare = database.prepare.bind(database);
  const exec = database.exec.bind(database);
  const transaction = database.transaction.bind(database);

  function prepareGuarded(sql: string): Database.Statement {
    const statement = prepare(sql);
    const run = statement.run.bind(statement);
    const guarded = (...values: unknown[]): Database.RunResult => {
      Faulty.step(nameOf(sql));
      return run(...values);
    };
    if (!statement.readonly) Object.defineProperty(statement, 'run', { value: guarded });
    return statement;
  }
  function execGuarded(script: string): void {
    for (const sql of statementsOf(script)) {
      Faulty.step(nameOf(sql));
      exec(sql);
    }
  }
  function transactionGuarded(work: () => unknown): { immediate: () => unknown } {
    const inner = transaction(() => {
      const result = work();
      Faulty.step('COMMIT');
      return result;
    });
    const immediate = (): unknown => {
      Faulty.step('BEGIN');
      const result = inner.immediate();
      Faulty.step('after COMMIT');
      return result;
    };
    return { immediate };
  }
  return Object.defineProperties(database, {
    prepare: { value: prepareGuarded },
    exec: { value: execGuarded },
    transaction: { value: transactionGuarded },
  });
}
Faulty.step = (() => undefined) as Step;

export default Faulty;

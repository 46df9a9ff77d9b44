/** Calls that keep the data safe: backups, the check of all data, repair, moving the data folder. */
import { z } from 'zod';
import { importedSchema } from './archive';
import { hashSchema } from '../message';
import { count, empty, nothing, type CallSchemas } from './common';

const moment = z.number().int().min(0).max(8.64e15);

/** Name of a backup: the moment it was made, as its folder has it. */
export const backupNameSchema = z.string().regex(/^\d{4}-\d\d-\d\dT[\d-]+Z$/);

export const backupReasonSchema = z.enum(['daily', 'migration', 'asked', 'repair']);
export type BackupReason = z.infer<typeof backupReasonSchema>;

/** `copy.json` beside the database of a backup. */
export const backupRecordSchema = z.strictObject({
  createdAt: moment,
  reason: backupReasonSchema,
  conversations: count,
  messages: count,
  images: count,
  /** Pictures and visual tokens whose files were gone or damaged already. */
  missing: count,
  /** Hash of the backup's database; absent in backups of older programs. */
  databaseHash: hashSchema.optional(),
});

export const backupSchema = backupRecordSchema.extend({ name: backupNameSchema });
export type Backup = z.infer<typeof backupSchema>;

/** Where backups lie: in the data folder, in the second place, or in a folder picked to look into. */
export const backupPlaceSchema = z.enum(['data', 'second', 'picked']);
export type BackupPlace = z.infer<typeof backupPlaceSchema>;

/** Why a backup was not made; `damaged` is the database, `gone` a second place that is not there. */
export const backupFailureSchema = z.enum(['full', 'gone', 'readOnly', 'damaged', 'other']);
export type BackupFailure = z.infer<typeof backupFailureSchema>;

const problemOf = { place: backupPlaceSchema.exclude(['picked']), folder: z.string() };

/** What is wrong with backups, told in the window until it is over. */
export const backupProblemSchema = z.discriminatedUnion('kind', [
  /** Daily backups were not made. */
  z.strictObject({
    kind: z.literal('missed'),
    ...problemOf,
    reason: backupFailureSchema,
    /** What the system said, where the reason is `other`. */
    detail: z.string(),
    /** Days without a backup, one after another. */
    days: count,
    /** When the newest backup there was made; null for none. */
    newest: moment.nullable(),
  }),
  /** Files of backups are damaged, and no whole one was found anywhere. */
  z.strictObject({ kind: z.literal('damaged'), ...problemOf, count }),
]);
export type BackupProblem = z.infer<typeof backupProblemSchema>;

/** Tells of what is wrong with backups now; of nothing once it is over. */
export const backupProblemsEventSchema = z.strictObject({
  type: z.literal('backupProblems'),
  problems: z.array(backupProblemSchema),
});

/** The second place of backups. */
export const secondPlaceSchema = z.strictObject({
  /** Absolute folder. */
  folder: z.string(),
  /** False while its disk is not connected. */
  available: z.boolean(),
  /** Whether it lies on the disk of the data, and so fails with it. */
  sameDisk: z.boolean(),
  copies: z.array(backupSchema),
  size: count,
});
export type SecondPlace = z.infer<typeof secondPlaceSchema>;

/** What a check may find, each with its number and the first names. */
export const findingKindSchema = z.enum([
  'database',
  'rows',
  'search',
  'words',
  'imageDamaged',
  'imageMissing',
  'tokensDamaged',
  'tokensMissing',
  'unnamed',
  'copyDamaged',
  'copyMissing',
  'copyDatabase',
]);
export type FindingKind = z.infer<typeof findingKindSchema>;

export const findingSchema = z.strictObject({
  kind: findingKindSchema,
  count,
  /** Of these, how many can be taken whole from a backup. */
  restorable: count,
  /** The first of them, by name. */
  names: z.array(z.string()),
});
export type Finding = z.infer<typeof findingSchema>;

/** What all data was looked at for, and what was found. */
export const reportSchema = z.strictObject({
  conversations: count,
  messages: count,
  images: count,
  tokens: count,
  findings: z.array(findingSchema),
});
export type CheckReport = z.infer<typeof reportSchema>;

/** What a repair did. */
export const repairedSchema = z.strictObject({
  /** Absolute folder of what was moved aside; null when nothing was. */
  aside: z.string().nullable(),
  quarantined: count,
  restored: count,
  /** Whether the rest is mended when the studio starts next. */
  restart: z.boolean(),
  report: reportSchema,
});
export type Repaired = z.infer<typeof repairedSchema>;

/** What a rescue read of a damaged database. */
export const rescuedSchema = z.strictObject({
  at: moment,
  conversations: count,
  messages: count,
  images: count,
  /** Rows that were read but fit nowhere any more; they lie in a file beside the original. */
  left: count,
  /** Names of tables of which not all could be read. */
  tables: z.array(z.string()),
  /** Absolute folder of the original, byte for byte. */
  aside: z.string(),
});
export type Rescued = z.infer<typeof rescuedSchema>;

export const recoveryCalls = {
  /** All backups, the newest first, and what they take of the disk together (bytes). */
  'backups.list': {
    input: empty,
    output: z.strictObject({
      copies: z.array(backupSchema),
      size: count,
      second: secondPlaceSchema.nullable(),
    }),
  },
  /** Makes a backup now, in the second place too. */
  'backups.make': { input: empty, output: backupSchema },
  /** What is wrong with backups; changes come as events. */
  'backups.problems': { input: empty, output: z.array(backupProblemSchema) },
  /**
   * Lets the person pick a second place and makes the first copy there; its absolute folder, null when
   * cancelled. Stopped or failed, the place stays as it was.
   */
  'backups.chooseSecond': { input: empty, output: z.string().nullable() },
  /** Makes no more backups in the second place; those that are there stay. */
  'backups.leaveSecond': { input: empty, output: nothing },
  /** Lets the person pick a folder of backups, as of a data folder that is gone; null when cancelled. */
  'backups.pick': {
    input: empty,
    output: z.strictObject({ folder: z.string(), copies: z.array(backupSchema) }).nullable(),
  },
  /** Looks inside a backup: what bringing it back would add. `archive.import` then does it. */
  'backups.preview': {
    input: z.strictObject({ place: backupPlaceSchema, name: backupNameSchema }),
    output: importedSchema,
  },
  /** Looks at all data; changes nothing. */
  'recovery.check': { input: empty, output: reportSchema },
  /** Mends what a check finds: moves aside, takes from backups, never deletes. */
  'recovery.repair': { input: empty, output: repairedSchema },
  /**
   * Moves all data to a folder that the person picks, then the studio starts anew there; null when
   * cancelled, else the absolute folder.
   */
  'recovery.move': { input: empty, output: z.string().nullable() },
  /** What a rescue at this start found; null when none was needed. */
  'recovery.rescued': { input: empty, output: rescuedSchema.nullable() },
} as const satisfies CallSchemas;

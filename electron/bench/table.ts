import { readFile, writeFile } from 'node:fs/promises';
import type { Figure } from './figures';

/** The command whose figures stand between markers, unless another one is named. */
const COMMAND = 'npm run bench';
const HEAD = ['', 'measured', 'target', ''] as const;

/** The figures as a Markdown table under one sentence about the machine. */
export function markdownOf(machine: string, figures: readonly Figure[]): string {
  const rows = figures.map(({ name, value, target, met }) => [
    name,
    value,
    target,
    met === undefined ? '' : met ? 'met' : 'missed',
  ]);
  const all = [[...HEAD], ...rows];
  const widths = HEAD.map((_, column) =>
    Math.max(3, ...all.map((row) => [...(row[column] ?? '')].length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const rule = `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`;
  return [machine, '', line(HEAD), rule, ...rows.map(line)].join('\n');
}

/**
 * Puts a text between the markers of a file, in the place of what stood there.
 *
 * @throws Error when the file lacks the markers
 */
export async function writeBetweenMarkers(
  file: string,
  text: string,
  command = COMMAND,
): Promise<void> {
  const old = await readFile(file, 'utf8');
  await writeFile(file, replaceBetweenMarkers(old, text, command));
}

/**
 * The text with something else between its markers.
 *
 * @param command whose figures are replaced
 */
export function replaceBetweenMarkers(old: string, text: string, command = COMMAND): string {
  const [first, last] = ['begin', 'end'].map((word) => `<!-- figures of ${command}: ${word} -->`);
  const begin = old.indexOf(first ?? '');
  const end = old.indexOf(last ?? '');
  if (begin < 0 || end < begin) {
    throw new Error(
      `The page lacks the lines "${first}" and "${last}": put them where it belongs.`,
    );
  }
  return `${old.slice(0, begin + (first ?? '').length)}\n\n${text}\n\n${old.slice(end)}`;
}

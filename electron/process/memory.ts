import fs from 'node:fs';

/**
 * Memory of a process on Linux that it shares with no file and no other process, in bytes: a package's
 * files that are only mapped do not count. Nothing for a process that is gone, and on other systems.
 */
export function privateMemory(pid: number | undefined): number | undefined {
  if (pid === undefined || process.platform !== 'linux') return undefined;
  try {
    const [, kilobytes] =
      /^RssAnon:\s+(\d+) kB$/m.exec(fs.readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    return undefined;
  }
}

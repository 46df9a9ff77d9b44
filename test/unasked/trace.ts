/** What processes ask of the network, as strace sees it: theirs, and that of all they start. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/** The calls by which a process reaches another one, or lets itself be reached. */
const CALLS = 'socket,connect,bind,sendto,sendmsg,sendmmsg';
/** Families of sockets that stay inside this computer, or whose addresses are looked at. */
const KNOWN = ['AF_UNIX', 'AF_LOCAL', 'AF_NETLINK', 'AF_INET', 'AF_INET6'];
/** The port of questions for names: a resolver on this computer passes them on. */
const NAMES = '53';

/**
 * The words before a command that let it be watched. It keeps its own process number.
 *
 * @param trace absolute path of the file in which the calls are noted
 * @throws Error when strace is not installed
 */
export function watching(trace: string): string[] {
  if (spawnSync('strace', ['-V']).status !== 0) {
    throw new Error('strace is not here: install the package strace, or run npm test as root.');
  }
  // -D lets it trace from aside, -f follows all children, -s shows the names in questions.
  const words = ['strace', '-D', '-f', '--seccomp-bpf', '-q', '-s', '160', '-o', trace];
  return [...words, '-e', 'signal=none', '-e', `trace=${CALLS}`];
}

/**
 * Writes a script that runs a program so that it is watched.
 *
 * @param folder for the script and its trace
 * @param program absolute path
 */
export function watchedProgram(
  folder: string,
  program: string,
): { readonly script: string; readonly trace: string } {
  const script = path.join(folder, 'watched.sh');
  const trace = path.join(folder, 'calls.txt');
  const words = [...watching(trace), program].map((word) => `'${word.replaceAll("'", `'\\''`)}'`);
  fs.writeFileSync(script, `#!/bin/sh\nexec ${words.join(' ')} "$@"\n`, { mode: 0o755 });
  return { script, trace };
}

const isLoopback = (address: string): boolean => /^(127\.|::1$|::ffff:127\.)/.test(address);

/** Whether a noted call leads out of this computer, opens a door to others, or asks for a name. */
function leadsOut(line: string): boolean {
  const call = /^\d+ +(\w+)\(/.exec(line)?.[1] ?? '';
  const family = /\bsocket\((\w+)/.exec(line)?.[1];
  if (family !== undefined) return !KNOWN.includes(family);
  if (call === 'connect' && line.includes('/systemd/resolve/')) return true;
  const four = /sin_port=htons\((\d+)\), sin_addr=inet_addr\("([^"]+)"\)/g;
  const six = /sin6_port=htons\((\d+)\),.*?inet_pton\(AF_INET6, "([^"]+)"/g;
  return [...line.matchAll(four), ...line.matchAll(six)].some(
    ([, port, address = '']) => !isLoopback(address) || (port === NAMES && call !== 'bind'),
  );
}

/** The noted calls that lead out of this computer, open a door to others, or ask for a name. */
export const leadingOut = (calls: string): string[] => calls.split('\n').filter(leadsOut);

/** How many processes and threads were watched. */
export const watchedIn = (calls: string): number => new Set(calls.match(/^\d+/gm)).size;

/** Whether a process has ended, and all that it did is noted. */
export const hasEnded = (calls: string, pid: number): boolean =>
  new RegExp(`^${pid} +\\+\\+\\+ (exited|killed)`, 'm').test(calls);

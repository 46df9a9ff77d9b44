import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { emptyHome } from './home';
import { hasEnded, leadingOut, watching } from './trace';

const folders: string[] = [];
const ASKING = `const { Resolver } = require('dns');
const resolver = new Resolver({ timeout: 100, tries: 1 });
resolver.setServers(['127.0.0.1']);
resolver.resolve4('example.org', () => 0);`;
const PACKET = `const socket = require('dgram').createSocket('udp4');
socket.send('a', 9, '0.0.0.0', () => socket.close());`;
const INSIDE = `const net = require('net');
const server = net.createServer((socket) => socket.end()).listen(0, '127.0.0.1', () =>
  net.connect(server.address().port, '127.0.0.1').on('close', () => server.close()));`;

afterEach(() => {
  for (const folder of folders.splice(0)) fs.rmSync(folder, { recursive: true, force: true });
});

/** Runs a few lines in plain Node and gives the calls that lead out. */
async function callsOf(lines: string): Promise<string[]> {
  const folder = emptyHome();
  folders.push(folder);
  const trace = path.join(folder, 'calls.txt');
  const [command = '', ...words] = [...watching(trace), process.execPath, '-e', lines];
  const child = spawn(command, words, { stdio: 'ignore' });
  await new Promise((resolve) => child.once('close', resolve));
  const read = (): string => (fs.existsSync(trace) ? fs.readFileSync(trace, 'utf8') : '');
  await expect.poll(() => hasEnded(read(), child.pid ?? 0)).toBe(true);
  return leadingOut(read());
}

describe.runIf(process.platform === 'linux')('calls that lead out of this computer', () => {
  // Catches: a watcher that sees nothing, whatever a process does. Nothing leaves for any of these:
  // Linux takes an address of zeros for this computer, and the watcher does not.
  it.each([
    ['a connection', `require('net').connect(9, '0.0.0.0').on('error', () => 0)`],
    ['a connection by IPv6', `require('net').connect(9, '::').on('error', () => 0)`],
    ['a packet', PACKET],
    ['a question for a name, to this computer', ASKING],
    ['a door for others', `require('net').createServer().listen(0, '0.0.0.0').unref()`],
  ])('are seen: %s', async (_, lines) => {
    expect(await callsOf(lines)).not.toEqual([]);
  });

  // Catches: a form of a call or an address that the watcher does not read.
  it.each([
    '7 connect(3, {sa_family=AF_INET, sin_port=htons(443), sin_addr=inet_addr("20.1.2.3")}, 16) = 0',
    '7 connect(3, {sa_family=AF_INET6, sin6_port=htons(443), sin6_flowinfo=htonl(0), inet_pton(AF_INET6, "2001:4860:4860::8888", &sin6_addr), sin6_scope_id=0}, 28 <unfinished ...>',
    '7 sendmsg(3, {msg_name={sa_family=AF_INET, sin_port=htons(5353), sin_addr=inet_addr("224.0.0.251")}, msg_namelen=16}, 0) = 4',
    '7 connect(3, {sa_family=AF_UNIX, sun_path="/run/systemd/resolve/io.systemd.Resolve"}, 42) = 0',
    '7 socket(AF_PACKET, SOCK_RAW, 768) = 3',
  ])('are read: %s', (line) => {
    expect(leadingOut(`${line}\n7 +++ exited with 0 +++`)).toEqual([line]);
  });

  // Catches: a watcher to which all is a fault, so that it must be made to look away.
  it.each([
    ['nothing', ''],
    ['a server and a client on this computer', INSIDE],
    ['a socket with a name', `require('net').connect('/nowhere').on('error', () => 0)`],
  ])('are not what stays here: %s', async (_, lines) => {
    expect(await callsOf(lines)).toEqual([]);
  });
});

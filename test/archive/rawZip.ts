import fs from 'node:fs';
import zlib from 'node:zlib';

/** An entry of a hand-made zip: what is left out is as it should be. */
export interface RawEntry {
  readonly name: string | Buffer;
  readonly bytes: Uint8Array;
  readonly method?: number;
  /** What both headers say, right or not. */
  readonly crc?: number;
  readonly size?: number;
  readonly flags?: number;
  /** Unix kind and rights, as in a link's 0o120777. */
  readonly mode?: number;
  /** Place of the entry's bytes, to lie over another's. */
  readonly offset?: number;
}

/** Writes a zip that says whatever it is told to say. */
export function rawZip(file: string, entries: readonly RawEntry[]): void {
  const bodies: Buffer[] = [];
  const listed: Buffer[] = [];
  let offset = 0;
  for (const entry of entries) {
    const name = Buffer.isBuffer(entry.name) ? entry.name : Buffer.from(entry.name, 'utf8');
    const method = entry.method ?? 0;
    const body = method === 8 ? zlib.deflateRawSync(entry.bytes) : Buffer.from(entry.bytes);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE((entry.flags ?? 0) | 0x0800, 2);
    common.writeUInt16LE(method, 4);
    common.writeUInt32LE(entry.crc ?? zlib.crc32(entry.bytes), 10);
    common.writeUInt32LE(body.length, 14);
    common.writeUInt32LE(entry.size ?? entry.bytes.length, 18);
    common.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\x03\x04', 'latin1'), common, name, body]);
    const rest = Buffer.alloc(14);
    rest.writeUInt32LE(((entry.mode ?? 0o100644) << 16) >>> 0, 6);
    rest.writeUInt32LE(entry.offset ?? offset, 10);
    const made = Buffer.from([20, 3]);
    listed.push(Buffer.concat([Buffer.from('PK\x01\x02', 'latin1'), made, common, rest, name]));
    bodies.push(local);
    offset += local.length;
  }
  const list = Buffer.concat(listed);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(entries.length, 4);
  end.writeUInt16LE(entries.length, 6);
  end.writeUInt32LE(list.length, 8);
  end.writeUInt32LE(offset, 12);
  const tail = Buffer.concat([Buffer.from('PK\x05\x06', 'latin1'), end]);
  fs.writeFileSync(file, Buffer.concat([...bodies, list, tail]));
}

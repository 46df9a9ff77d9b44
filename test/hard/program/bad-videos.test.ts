import fs from 'node:fs';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dropFile } from '../../e2e/person';
import { emptyDataFolder, kill, removeFolder, start, type Program } from '../../e2e/program';
import { videoOf, type MadeVideo } from '../../e2e/videos';
import { mutant, type NamedFile } from '../mutants';
import { LIMIT, LONG, suite } from '../suite';

const { cases, dice, done } = suite('bad-videos', 24, 400);
/** No file may take longer (milliseconds); the machine may be busy. */
const PATIENCE = 120_000;
/** The greatest memory of any process may grow by so much (bytes) over what it had before. */
const MOST_MEMORY = 1e9;
const TYPES: Readonly<Record<string, string>> = {
  webm: 'video/webm',
  mp4: 'video/mp4',
  mov: 'video/quicktime',
  gif: 'image/gif',
};
/** What becomes of a file that is dropped. */
interface Outcome {
  /** Frames that were taken into the strip. */
  readonly frames: number;
  /** What was said of it. */
  readonly said: string;
}

let program: Program;
let data: string;
let seeds: NamedFile[] = [];

beforeAll(async () => {
  data = emptyDataFolder();
  program = await start(data);
  await program.window.getByTestId('place-frames').click();
  seeds = await wholeFiles(program.window);
});
afterAll(async () => {
  await kill(program);
  removeFolder(data);
});

async function wholeFiles(window: Page): Promise<NamedFile[]> {
  const size = { width: 64, height: 48 };
  const made: MadeVideo[] = [
    { ...size, kind: 'webm', codec: 'vp8', times: [0, 1, 2, 3], end: 4 },
    { ...size, kind: 'webm', codec: 'vp09.00.10.08', times: [0, 0.5, 2], end: 3 },
    { ...size, kind: 'mp4', codec: 'avc1.42001f', times: [0, 1, 2], end: 3 },
    { ...size, kind: 'mp4', codec: 'vp09.00.10.08', times: [0, 0.1, 2.6], end: 4 },
    { ...size, kind: 'mov', codec: 'avc1.42001f', times: [0, 1], end: 2, rotation: 90 },
  ];
  const files: NamedFile[] = [];
  for (const one of made) {
    files.push({ name: `whole.${one.kind}`, bytes: await videoOf(window, one) });
  }
  const pages = await Promise.all(
    ['#c33', '#3c3', '#33c'].map((background) =>
      sharp({ create: { width: 40, height: 30, channels: 3, background } })
        .png()
        .toBuffer(),
    ),
  );
  const gif = await sharp(pages, { join: { animated: true } })
    .gif({ delay: [1000, 1000, 1000] })
    .toBuffer();
  // The same, and one whose screen is said to be of gigabytes.
  const huge = Buffer.from(gif);
  huge.writeUInt16LE(30_000, 6);
  huge.writeUInt16LE(30_000, 8);
  return [...files, { name: 'whole.gif', bytes: gif }, { name: 'huge.gif', bytes: huge }];
}

/** Runs in the window, so it stands alone: notes what is shown of the file that is dropped next. */
function watch(name: string): void {
  const world = globalThis as unknown as { seen?: Promise<Outcome> };
  world.seen = new Promise((resolve) => {
    let began = false;
    let frames = 0;
    const look = (): void => {
      const reading = document.querySelector('[data-testid="frames-reading"]');
      if (reading?.textContent.includes(name)) began = true;
      const [, count] = /(\d+) of \d+ frames/.exec(reading?.textContent ?? '') ?? [];
      frames = Math.max(frames, Number(count ?? 0));
      const notices = [...document.querySelectorAll('.mantine-Notification-root')];
      const said = notices.map(({ textContent }) => textContent).filter((t) => t.includes(name));
      if (said.length === 0 && (!began || reading)) return;
      if (reading?.textContent.includes(name)) return;
      observer.disconnect();
      // Only a few are shown at once, and others wait for them.
      for (const notice of notices) notice.querySelector('button')?.click();
      resolve({ frames, said: said.join(' ') });
    };
    const observer = new MutationObserver(look);
    observer.observe(document, { subtree: true, childList: true, characterData: true });
  });
}

async function outcomeOf(file: NamedFile): Promise<Outcome> {
  const { window } = program;
  await window.evaluate(watch, file.name);
  await dropFile(window, file.name, file.bytes, TYPES[file.name.split('.').at(-1) ?? '']);
  return window.evaluate(
    async ([name, patience]) => {
      const { seen } = globalThis as unknown as { seen: Promise<Outcome> };
      const late = new Promise<never>((_resolve, reject) => {
        setTimeout(() => reject(new Error(`Nothing becomes of ${name}.`)), patience);
      });
      return Promise.race([seen, late]);
    },
    [file.name, PATIENCE] as const,
  );
}

/**
 * The processes that live as long as the program: their greatest memory (bytes) so far, by number. One
 * that ends when it has nothing to do may be gone.
 */
async function peaks(): Promise<Map<number, number>> {
  const processes = await program.application.evaluate(({ app }) =>
    app.getAppMetrics().map(({ pid, type }) => ({ pid, type: String(type) })),
  );
  return new Map(
    processes.flatMap(({ pid, type }) => {
      if (!['Browser', 'Tab', 'GPU'].includes(type)) return [];
      const file = `/proc/${pid}/status`;
      if (!fs.existsSync(file)) return [];
      const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(fs.readFileSync(file, 'utf8')) ?? [];
      return [[pid, Number(kilobytes) * 1024] as const];
    }),
  );
}

describe('videos that are bad', () => {
  // Fault: a reading that never ends, one that ends without a word or with one that names nothing, a
  // process that ends or fills its memory.
  it(
    'are read or refused with a sentence that names them, within bounded memory',
    async () => {
      for (const [place, { name, bytes }] of seeds.slice(0, -1).entries()) {
        const whole = await outcomeOf({ name: `${place}-${name}`, bytes });
        expect([name, whole.frames > 0, whole.said]).toEqual([name, true, '']);
      }
      const before = await peaks();
      const counts = { read: 0, refused: 0 };
      const faults: string[] = [];
      for (let round = 0; round < cases; round += 1) {
        const made = round === 0 ? seeds.at(-1) : mutant(dice, seeds);
        const name = `bad-${round}-${made?.name ?? ''}`;
        const { frames, said } = await outcomeOf({ name, bytes: made?.bytes ?? Buffer.alloc(0) });
        counts[frames > 0 ? 'read' : 'refused'] += 1;
        const named = said.split(name).length > 2;
        if (frames === 0 && !named) faults.push(`${name}: ${said}`);
        if (said.includes('unexpected')) faults.push(`${name}: ${said}`);
      }
      expect(faults).toEqual([]);
      const after = await peaks();
      for (const [pid, memory] of before) {
        expect([pid, after.has(pid)]).toEqual([pid, true]);
        expect((after.get(pid) ?? 0) - memory).toBeLessThan(MOST_MEMORY);
      }
      done(cases, `${counts.read} read, ${counts.refused} refused`);
    },
    LONG ? LIMIT : 600_000,
  );
});

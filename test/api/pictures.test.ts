import fs from 'node:fs';
import net from 'node:net';
import http from 'node:http';
import path from 'node:path';
import sharp from 'sharp';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { hashOfKey } from '../../electron/api/key';
import { RequestPictures } from '../../electron/api/requestPictures';
import { CONNECTIONS, openApi, type ApiServer } from '../../electron/api/server';
import { DrawnPictures, MOST_PICTURES } from '../../electron/api/turns';
import { inspectPicture } from '../../electron/images/inspect';
import { studios } from '../chat/fixture';

const rooms = studios();
const KEY = 'mm-key-of-the-test';
const servers: ApiServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

async function serving() {
  const studio = rooms.open();
  const folder = path.join(rooms.folder(), 'asked');
  const inspect = vi.fn(inspectPicture);
  const server = await openApi(
    {
      ...studio,
      inspect,
      drawn: new DrawnPictures(),
      pictures: new RequestPictures(folder),
      cards: () => studio.packages.list(),
      report: (error) => studio.reported.push(error),
    },
    0,
    hashOfKey(KEY),
  );
  servers.push(server);
  return { studio, folder, inspect, server };
}

const picture = async (): Promise<string> => {
  const square = { create: { width: 8, height: 8, channels: 3, background: '#a03040' } } as const;
  const png = await sharp(square).png().toBuffer();
  return `data:image/png;base64,${png.toString('base64')}`;
};

/** A request that shows a picture so many times, each in a message of its own. */
const showing = (url: string, times: number): string => {
  const content = [{ type: 'image_url', image_url: { url } }];
  const messages = Array.from({ length: times }, () => ({ role: 'user', content }));
  return JSON.stringify({ model: 'default', max_tokens: 2, messages });
};

const ask = (port: number, body: string, signal?: AbortSignal): Promise<Response> =>
  fetch(`http://127.0.0.1:${port}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}` },
    body,
    ...(signal ? { signal } : {}),
  });

const filesIn = (folder: string): string[] =>
  fs.existsSync(folder) ? fs.readdirSync(folder, { recursive: true }).map(String) : [];

describe('pictures of clients', () => {
  // Would catch: a picture of another program that stays in the database, in files and in copies.
  it('are read by the model and left nowhere', async () => {
    const { studio, folder, server } = await serving();
    const { store, runtime } = studio;
    const read: boolean[] = [];
    const answer = runtime.answer.bind(runtime);
    vi.spyOn(runtime, 'answer').mockImplementation((request, ...given) => {
      const shown = request.turns.flatMap(({ parts }) => parts);
      for (const part of shown) if (part.type === 'image') read.push(fs.existsSync(part.path));
      return answer(request, ...given);
    });
    expect((await ask(server.port, showing(await picture(), 2))).status).toBe(200);
    expect(read).toEqual([true, true]);
    expect(store.database.all('SELECT hash FROM image')).toEqual([]);
    expect(filesIn(path.join(store.folder, 'images'))).toEqual([]);
    expect(filesIn(folder)).toEqual([]);
  });

  // Would catch: files of a program that was killed, which nothing would ever remove.
  it('that a crash left are removed, and nothing else', () => {
    const folder = path.join(rooms.folder(), 'asked');
    const left = path.join(folder, '0123456789abcdef');
    fs.mkdirSync(left, { recursive: true });
    fs.writeFileSync(path.join(left, '1'), 'x');
    fs.writeFileSync(path.join(folder, 'mine.txt'), 'x');
    new RequestPictures(folder).sweep();
    expect(filesIn(folder)).toEqual(['mine.txt']);
  });

  // Would catch: the window waiting on thousands of pictures of a client that is long gone.
  it('are not read on when their client is gone, nor more of them than make sense', async () => {
    const { server, inspect, folder, studio } = await serving();
    const url = await picture();
    const client = new AbortController();
    let gone: () => void;
    const left = new Promise<void>((resolve) => (gone = resolve));
    inspect.mockImplementation(async (file) => {
      if (inspect.mock.calls.length === 3) {
        client.abort();
        // The server learns of it by the network.
        await new Promise((resolve) => setTimeout(resolve, 200));
        gone();
      }
      return inspectPicture(file);
    });
    await expect(ask(server.port, showing(url, 100), client.signal)).rejects.toThrow();
    await left;
    await vi.waitFor(() => expect(studio.chat.busy).toBe(false));
    expect(inspect.mock.calls.length).toBeLessThan(6);
    expect(filesIn(folder)).toEqual([]);
    const many = await ask(server.port, showing(url, MOST_PICTURES + 1));
    expect(many.status).toBe(400);
  });
});

describe('the door of the server', () => {
  // Would catch: an address that is none as a fault of the program, with its stack in the log.
  it('knows no place for an address that is none', async () => {
    const { server, studio } = await serving();
    const status = await new Promise((resolve) =>
      http.get(
        {
          host: '127.0.0.1',
          port: server.port,
          path: '//',
          headers: { authorization: `Bearer ${KEY}` },
        },
        (response) => resolve(response.statusCode),
      ),
    );
    expect(status).toBe(404);
    expect(studio.reported).toEqual([]);
  });

  // Would catch: connections without end of a program that does not even know the key.
  it('closes connections beyond those that make sense', async () => {
    const { server } = await serving();
    let closed = 0;
    const sockets = Array.from({ length: CONNECTIONS + 10 }, () =>
      net.connect(server.port, '127.0.0.1').on('close', () => (closed += 1)),
    );
    await vi.waitFor(() => expect(closed).toBe(10));
    for (const socket of sockets) socket.destroy();
  });
});

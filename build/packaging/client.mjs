import net from 'node:net';
import OpenAI from 'openai';
import { SetupError } from '../setup/report.mjs';

/**
 * The door of the window to the program.
 *
 * @typedef {{ ok: boolean, value: unknown, error: string }} Answer
 * @typedef {{ call(name: string, input: unknown): Promise<Answer> }} Studio
 */

const REQUEST = 'Generate an image of a butterfly.';
const QUESTION = 'What is in the picture?';

/** @returns {Promise<number>} a port of this computer that nothing listens on */
function freePort() {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}

/**
 * Calls the program as its window does.
 *
 * @param {import('playwright').Page} window
 * @param {string} name
 * @param {unknown} input
 * @returns {Promise<unknown>}
 */
async function call(window, name, input) {
  const { ok, value, error } = await window.evaluate(
    (asked) => {
      /** @type {unknown} */
      const door = Reflect.get(globalThis, 'studio');
      return /** @type {Studio} */ (door).call(asked.name, asked.input);
    },
    { name, input },
  );
  if (!ok) throw new SetupError(`${name} was refused: ${error}`);
  return value;
}

/**
 * The first picture of an answer, whole or a piece of a stream.
 *
 * @param {unknown} content
 * @returns {string | undefined} its `data:` address
 */
function pictureIn(content) {
  if (!Array.isArray(content)) return undefined;
  const parts = /** @type {{ type: string, image_url?: { url: string } }[]} */ (content);
  return parts.find(({ type }) => type === 'image_url')?.image_url?.url;
}

/**
 * Turns on the program's server for other programs and speaks to it as one of them, through OpenAI's
 * own client: asks for a picture as a stream, shows it, and is refused with a wrong key.
 *
 * @param {import('playwright').Page} window
 * @returns {Promise<string>} what the program says of the picture that it drew
 * @throws {SetupError} when an answer is not what was asked for
 */
export async function speakAsClient(window) {
  const settings = /** @type {Record<string, unknown>} */ (await call(window, 'api.renewKey', {}));
  const apiPort = await freePort();
  await call(window, 'settings.set', { ...settings, apiPort, apiEnabled: true });
  const { address } = /** @type {{ address: string | null }} */ (
    await call(window, 'api.status', {})
  );
  if (!address) throw new SetupError('The server for other programs was not opened.');
  const apiKey = String(settings.apiKey);
  const client = new OpenAI({ baseURL: address, apiKey, maxRetries: 0 });

  /** @type {string | undefined} */
  let url;
  const stream = await client.chat.completions.create({
    model: 'default',
    stream: true,
    messages: [{ role: 'user', content: REQUEST }],
  });
  for await (const { choices } of stream) url = pictureIn(choices[0]?.delta.content) ?? url;
  if (!url?.startsWith('data:image/png;base64,')) {
    throw new SetupError('The stream of the server held no picture.');
  }

  const seen = await client.chat.completions.create({
    model: 'default',
    temperature: 0,
    messages: [
      {
        role: 'user',
        content: [
          { type: 'image_url', image_url: { url } },
          { type: 'text', text: QUESTION },
        ],
      },
    ],
  });
  const words = seen.choices[0]?.message.content;
  if (!words) throw new SetupError('The server said nothing of a picture.');

  const stranger = new OpenAI({ baseURL: address, apiKey: 'another', maxRetries: 0 });
  const refused = await stranger.models.list().then(
    () => false,
    (/** @type {unknown} */ error) => error instanceof OpenAI.AuthenticationError,
  );
  if (!refused) throw new SetupError('The server answers to a wrong key.');
  return words;
}

import fs from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { rescue } from '../../electron/recovery/rescue';
import { storedExample, keepSome } from '../archive/fixtures';
import { dataFolders } from './folder';
import { isLost, type Part, messageSchema } from '../../shared/message';

const folders = dataFolders();

const kinds = (parts: readonly Part[]): string[] =>
  parts.map((part) => (part.type === 'image' && isLost(part) ? 'lost' : part.type));

describe('a damaged row of a picture', () => {
  // Fault: one row that cannot be read, and no message of the whole conversation can be.
  it('leaves a place that says so, and the rest to be read', async () => {
    const store = folders.open();
    const { id } = await storedExample(store);
    const { images } = await keepSome(store, 1);
    const picture = { type: 'image', width: 8, height: 8, mediaType: 'image/png' } as const;
    const frame = { ...picture, image: images[0] ?? '', rendering: null };
    const region = { type: 'region', image: frame.image, x: 0, y: 0, width: 1, height: 1 } as const;
    store.messages.add({
      conversationId: id,
      parentId: null,
      role: 'user',
      parts: [
        { type: 'frames', frames: [frame, frame], framesPerSecond: 1 },
        { ...region, similarity: 1 },
      ],
    });
    const shown = (): string[][] =>
      store.messages.all(id).map((message) => {
        expect(messageSchema.safeParse(message).success).toBe(true);
        return kinds(message.parts);
      });
    const whole = [['image', 'text'], ['text', 'image'], ['text'], ['frames', 'region']];
    expect(shown()).toEqual(whole);

    // What the settings of a drawing were is damaged: the picture itself is not.
    store.database.run('UPDATE rendering SET seed = -1');
    expect(shown()).toEqual(whole);
    store.database.run('UPDATE picture SET width = -1 WHERE id = 1');
    store.database.run(`UPDATE picture SET image = NULL, width = -7 WHERE id = 4`);
    expect(shown()).toEqual([['lost', 'text'], ['text', 'image'], ['text'], ['frames', 'region']]);
    store.database.run('DELETE FROM picture');
    store.database.run('DELETE FROM region');
    expect(shown()).toEqual([['lost', 'text'], ['text', 'lost'], ['text'], ['frames', 'lost']]);
  });

  // Fault: a rescue after which the picture itself is swept, since nothing names it any more.
  it('does not cost the picture when the database is rescued', async () => {
    const store = folders.open();
    await storedExample(store);
    const { folder } = store;
    const pictures = fs.readdirSync(path.join(folder, 'images')).sort();
    store.database.run('DELETE FROM picture');
    store.database.run('UPDATE image SET created_at = 1');
    store.database.run('UPDATE visual_tokens SET created_at = 1');
    store.close();
    const { aside } = rescue(folder, undefined);
    folders.open(folder).close();
    expect(fs.readdirSync(path.join(folder, 'images'))).toEqual([]);
    expect(fs.readdirSync(path.join(aside, 'images')).sort()).toEqual(pictures);
  });
});

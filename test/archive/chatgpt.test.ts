import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { dataFolders } from '../store/folder';
import { png } from './fixtures';
import { chain, json, opened, said, talk, write } from './opened';
import { rawZip } from './rawZip';

const folders = dataFolders();

const inFile = (...conversations: readonly unknown[]): string =>
  write(path.join(folders.make(), 'conversations.json'), json(conversations));

function zipOf(conversation: object, files: Readonly<Record<string, Uint8Array>>): string {
  const file = path.join(folders.make(), 'export.zip');
  rawZip(file, [
    { name: 'conversations.json', bytes: json([conversation]) },
    ...Object.entries(files).map(([name, bytes]) => ({ name, bytes })),
  ]);
  return file;
}

describe('what stands in an export of ChatGPT beside words', () => {
  // Fault: sound in the zip is called a picture that is not there.
  it('takes what was spoken as words, and counts the recordings', async () => {
    const pointer = { content_type: 'audio_asset_pointer', asset_pointer: 'sediment://file_00a2' };
    const asked = { content_type: 'real_time_user_audio_video_asset_pointer', frames: [] };
    const spoken = (text: string) => ({ content_type: 'audio_transcription', text });
    const file = zipOf(
      talk(
        chain(
          said('user', [spoken('How tall?'), asked]),
          said('assistant', [spoken('Two metres.'), pointer]),
          said('user', [
            { content_type: 'image_asset_pointer', asset_pointer: 'sediment://file_00a3' },
          ]),
        ),
      ),
      { 'c1/audio/file_00a2-1.wav': Buffer.from('RIFF'), 'file_00a3-x.wav': Buffer.from('RIFF') },
    );
    expect(await opened(file)).toMatchObject({
      said: [
        [
          ['user', 'How tall?'],
          ['assistant*', 'Two metres.'],
        ],
      ],
      notes: [expect.stringMatching(/^Recordings .* Left out: 3\.$/)],
    });
  });

  // Fault: marks of the source program, and their private letters, are left in the words.
  it('puts links and names in the place of its own marks, and drops marks without them', async () => {
    const mark = (...words: string[]) => `\uE200${words.join('\uE202')}\uE201`;
    const cite = mark('cite', 'turn0search0');
    const text = `By ${mark('entity', '["x"]')}. ${cite} ${mark('cite', 'turn0search9')}【3†a】【4†b】.`;
    const metadata = {
      content_references: [
        { matched_text: cite, alt: '([Site](https://site.example))' },
        { matched_text: mark('entity', '["x"]'), alt: 'Ada' },
        { matched_text: ' ', alt: 'footnote', type: 'sources_footnote' },
        null,
      ],
      citations: [
        {
          start_ix: text.indexOf('【3'),
          end_ix: text.indexOf('【4'),
          metadata: { title: 'Old', url: 'https://old.example' },
        },
      ],
    };
    const file = inFile(
      talk(chain(said('user', ['Who?']), said('assistant', [text], { metadata }))),
    );
    const [conversation] = (await opened(file)).said;
    expect(conversation?.[1]?.[1]).toBe(
      'By Ada. ([Site](https://site.example)) ([Old](<https://old.example>)).',
    );
  });

  // Fault: documents beside the conversation vanish without a word.
  it('takes documents of the canvas, and what was changed in them', async () => {
    const call = (recipient: string, value: unknown) =>
      said('assistant', [], {
        recipient,
        content: { content_type: 'code', text: JSON.stringify(value) },
      });
    const file = inFile(
      talk(
        chain(
          said('user', ['A list, please.']),
          call('canmore.create_textdoc', { name: 'list', type: 'document', content: '- tent' }),
          call('canmore.create_textdoc', { name: 'p', type: 'code/python', content: '"""```"""' }),
          call('canmore.update_textdoc', { updates: [{ pattern: '.*', replacement: '- kettle' }] }),
          call('canmore.update_textdoc', { updates: [{ pattern: 'a|b', replacement: 'c' }] }),
          call('web.run', { q: 'tents' }),
          said('assistant', ['Done.']),
        ),
      ),
    );
    expect((await opened(file)).said).toEqual([
      [
        ['user', 'A list, please.'],
        ['assistant', '**list**\n\n- tent'],
        ['assistant', '**p**\n\n````python\n"""```"""\n````'],
        ['assistant', '**Document, changed**\n\n- kettle'],
        ['assistant', '**Document, changed**\n\n```\na|b\n```\n\n→\n\n```\nc\n```'],
        ['assistant*', 'Done.'],
      ],
    ]);
  });

  // Fault: plots of code that ran are not looked for, and pictures that nobody shows are not counted.
  it('takes plots, and counts pictures that no message shows', async () => {
    const metadata = {
      aggregate_result: {
        messages: [{ message_type: 'image', image_url: 'file-service://file-Plot1' }, null],
      },
    };
    const file = zipOf(
      talk(chain(said('user', ['Plot.']), said('tool', ['<Figure>'], { metadata }))),
      { 'file-Plot1-0.png': png(1), 'file-Else.png': png(2) },
    );
    expect(await opened(file)).toMatchObject({
      said: [
        [
          ['user', 'Plot.'],
          ['assistant*', 'image'],
        ],
      ],
      notes: [expect.stringMatching(/no message shows are left out: 1/)],
    });
  });

  // Fault: files that are no picture leave no trace, and a question of a file alone is gone.
  it('names attached files, and takes those that are pictures', async () => {
    const attachments = (...list: object[]) => ({ metadata: { attachments: list } });
    const pdf = { id: 'file-P1', name: 'Contract.pdf', mime_type: 'application/pdf' };
    const photo = { id: 'file-I1', name: 'a.png', mime_type: 'image/png' };
    const file = zipOf(
      talk(
        chain(
          said('user', ['Read.'], attachments(pdf, photo)),
          said('assistant', ['A contract.']),
          said('user', [''], attachments({ ...pdf, name: 'b\u202E.xlsx' })),
        ),
      ),
      { 'file-I1-a.png': png(1) },
    );
    expect(await opened(file)).toMatchObject({
      said: [
        [
          ['user', '[Attached: Contract.pdf]', 'image', 'Read.'],
          ['assistant', 'A contract.'],
          ['user*', '[Attached: b\uFFFD.xlsx]'],
        ],
      ],
      notes: [expect.stringMatching(/names are taken: 2/)],
    });
  });

  // Fault: a broken last answer shows another branch than the person saw.
  it('shows the nearest message above an empty one, not the last of the tree', async () => {
    const mapping = {
      ...chain(said('user', ['One?']), said('assistant', ['First.']), said('assistant', [''])),
      other: { parent: 'n0', children: [], message: said('assistant', ['Second.']) },
    };
    const {
      said: [conversation],
    } = await opened(inFile(talk(mapping, { current_node: 'n2' })));
    expect(conversation).toEqual([
      ['user', 'One?'],
      ['assistant*', 'First.'],
      ['assistant', 'Second.'],
    ]);
  });

  // Fault: one odd message is lost without a note, or costs all the others.
  it('leaves out odd messages, and says how many', async () => {
    const mapping = {
      ...chain(
        said('user', ['one'], { create_time: 'yesterday' }),
        { ...said('user', ['gone']), author: null },
        said('assistant', ['two'], { content: { parts: ['two'], text: null, language: null } }),
      ),
      n3: null,
    };
    const file = inFile(talk(mapping, { current_node: 'n2', title: 5, update_time: 'x' }));
    expect(await opened(file)).toMatchObject({
      said: [
        [
          ['user', 'one'],
          ['assistant*', 'two'],
        ],
      ],
      notes: [expect.stringMatching(/form that is not known are left out: 2/)],
    });
  });
});

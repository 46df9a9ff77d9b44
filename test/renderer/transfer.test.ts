import { describe, expect, it } from 'vitest';
import { guardComposition } from '../../renderer/app/composition';
import { leftOut } from '../../renderer/app/fieldLimit';
import { droppedIn, pastedFiles } from '../../renderer/state/transfer';

const transfer = (files: readonly File[], kinds: Readonly<Record<string, string>> = {}) => ({
  files,
  getData: (kind: string) => kinds[kind] ?? '',
});
const file = (name: string, type = 'image/png'): File => new File(['x'], name, { type });
const names = (files: readonly File[]): string[] => files.map(({ name }) => name);

describe('what is pasted', () => {
  // Fault: cells of a table are pasted as a picture of them, and the words are lost.
  it.each<[string, readonly File[], Record<string, string>, string[]]>([
    ['words beside a picture of them', [file('image.png')], { 'text/plain': 'a\tb' }, []],
    ['a picture alone', [file('image.png')], { 'text/html': '<img>' }, ['image.png']],
    ['a copied file, with its name', [file('Hat.png')], { 'text/plain': 'Hat.png' }, ['Hat.png']],
    [
      'a copied file of that name',
      [file('image.png')],
      { 'text/plain': '/a/image.png' },
      ['image.png'],
    ],
    ['a file with other words', [file('a.mp4', 'video/mp4')], { 'text/plain': 'x' }, ['a.mp4']],
    ['words', [], { 'text/plain': 'x' }, []],
  ])('is taken for what was meant: %s', (_, files, kinds, taken) => {
    expect(names(pastedFiles(transfer(files, kinds)))).toEqual(taken);
  });

  // Fault: a long paste is cut without a word.
  it('is counted where it has no room', () => {
    const field = { value: 'abcd', maxLength: 10, selectionStart: 1, selectionEnd: 3 };
    expect(leftOut(field, 'x'.repeat(8))).toBe(0);
    expect(leftOut(field, 'x'.repeat(9))).toBe(1);
    expect(leftOut(field, '\r\n'.repeat(8))).toBe(0);
    expect(leftOut({ ...field, maxLength: -1 }, 'x'.repeat(99))).toBe(0);
  });
});

describe('what is dropped', () => {
  const address = `data:image/png;base64,${btoa('picture')}`;

  // Fault: everything that is no file vanishes without a word.
  it('is files, a picture that is its own address, or words', async () => {
    expect(droppedIn(transfer([file('a.png')], { 'text/plain': 'x' }))).toMatchObject({
      words: '',
    });
    const written: Record<string, string>[] = [
      { 'text/uri-list': `# a\r\n${address}` },
      { 'text/plain': address },
      { 'text/uri-list': 'https://e.example', 'text/html': `<p><img alt="" src="${address}">` },
    ];
    for (const kinds of written) {
      const [picture] = droppedIn(transfer([], kinds)).files;
      expect([picture?.type, await picture?.text()]).toEqual(['image/png', 'picture']);
    }
    expect(droppedIn(transfer([], { 'text/plain': 'some words' }))).toEqual({
      files: [],
      words: 'some words',
      address: false,
    });
    const link = {
      'text/uri-list': 'https://e.example/a.png',
      'text/html': '<img src="https://e.example/a.png">',
    };
    expect(droppedIn(transfer([], link))).toEqual({
      files: [],
      words: 'https://e.example/a.png',
      address: true,
    });
    expect(droppedIn(transfer([], { 'text/plain': 'data:image/png;base64,%' })).files).toEqual([]);
    expect(droppedIn(null)).toEqual({ files: [], words: '', address: false });
  });
});

describe('keys of an input method', () => {
  // Fault: the Enter that ends a conversion saves half a title, or sends or closes something.
  it('reach nothing else', () => {
    const target = new EventTarget();
    const reached: boolean[] = [];
    guardComposition(target);
    target.addEventListener('keydown', (event) =>
      reached.push('isComposing' in event && event.isComposing === true),
    );
    for (const isComposing of [true, false]) {
      target.dispatchEvent(Object.assign(new Event('keydown'), { isComposing, key: 'Enter' }));
    }
    expect(reached).toEqual([false]);
  });
});

import fs from 'node:fs';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import en from '../../shared/i18n/en.json';
import { t } from '../../shared/i18n/translate';

const ROOT = path.resolve(import.meta.dirname, '../..');
/** Rooms whose words a person meets in the window, a menu or a dialog. */
const ROOMS = [
  'api',
  'app',
  'archive',
  'catalogue',
  'chat',
  'connections',
  'convert',
  'hub',
  'images',
  'ipc',
  'keys',
  'packages',
  'process',
  'recovery',
  'runtime',
  'store',
].map((room) => `electron/${room}`);

function sources(folder: string, recursive: boolean): { file: string; text: string }[] {
  return fs
    .readdirSync(path.join(ROOT, folder), { recursive, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .map((name) => path.join(folder, name))
    .map((file) => ({ file, text: fs.readFileSync(path.join(ROOT, file), 'utf8') }));
}

const files = [
  ...ROOMS.flatMap((room) => sources(room, true)),
  ...sources('electron', false),
  ...sources('shared', false),
];

/** Words in the place of what a person reads: of an error, a menu entry or a dialog. */
function writtenWords(file: string, text: string): string[] {
  const found: string[] = [];
  const note = (node: ts.Node | undefined): void => {
    if (!node) return;
    if (ts.isStringLiteralLike(node) && / /.test(node.text)) found.push(node.text);
    if (ts.isTemplateExpression(node)) found.push(node.getText());
    if (ts.isConditionalExpression(node)) [node.whenTrue, node.whenFalse].forEach(note);
  };
  const source = ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true);
  const visit = (node: ts.Node): void => {
    if (ts.isNewExpression(node) && /^(App|Target)Error$/.test(node.expression.getText())) {
      note(node.arguments?.[1]);
    }
    if (ts.isCallExpression(node) && node.expression.getText() === 'refusedEntry') {
      note(node.arguments[1]);
    }
    if (ts.isCallExpression(node) && /(builder|this)\.note$/.test(node.expression.getText())) {
      note(node.arguments[0]);
    }
    if (ts.isPropertyAssignment(node) && /^(label|message|detail)$/.test(node.name.getText())) {
      note(node.initializer);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('the sentences of the program', () => {
  // Catches a sentence that a translation could never reach.
  it('stand in the table and not in the code', () => {
    expect(files.length).toBeGreaterThan(60);
    const written = files.flatMap(({ file, text }) =>
      writtenWords(file, text).map((words) => `${file}: ${words}`),
    );
    expect(written).toEqual([]);
    expect(writtenWords('x.ts', "new AppError('input', 'Write a question.')")).toHaveLength(1);
    expect(writtenWords('x.ts', "const item = { label: 'New conversation' }")).toHaveLength(1);
    expect(writtenWords('x.ts', "throw refusedEntry(name, 'is missing')")).toHaveLength(1);
    expect(writtenWords('x.ts', 'builder.note(`${name} is left out.`)')).toHaveLength(1);
  });

  // Catches words that nobody says any more and translators would still have to write.
  it('are all said somewhere', () => {
    const text = files.map((file) => file.text).join('\n');
    const said = new Set([...text.matchAll(/'((?:\w+)\.\w+)'/g)].map(([, key]) => key));
    const open = [...text.matchAll(/(?<!\w)t\(`(\w+)\.\$\{/g)].map(([, group]) => group);
    const keys = Object.entries(en).flatMap(([group, table]) =>
      Object.keys(table).map((name) => ({ group, key: `${group}.${name}` })),
    );
    const silent = keys.filter(({ group, key }) => !said.has(key) && !open.includes(group));
    expect(silent.map(({ key }) => key)).toEqual([]);
  });

  // Catches values that are lost, escaped as for a page, or taken for keys of their own.
  it('keep the values that are put into them', () => {
    const name = 'a <b> & $t(menu.new) {{name}}.png';
    expect(t('picture.named', { name })).toBe(`The picture ${name}`);
  });
});

import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import en from '../../renderer/locales/en.json';

const sources = import.meta.glob<string>('../../renderer/**/*.{ts,tsx}', {
  query: '?raw',
  import: 'default',
  eager: true,
});
const files = Object.entries(sources).map(([name, text]) => ({ name, text }));

/** All keys of the words, joined by points; plural endings are left away. */
function keysOf(node: object, before = ''): string[] {
  return Object.entries(node).flatMap(([name, value]: [string, unknown]) =>
    typeof value === 'object' && value !== null
      ? keysOf(value, `${before}${name}.`)
      : [`${before}${name}`.replace(/_(zero|one|two|few|many|other)$/, '')],
  );
}

/** Keys asked for, as patterns: what stands in `${...}` may be one name. */
function keysUsed(text: string): RegExp[] {
  const calls = text.matchAll(/\b(?:t|words)\(\s*(?:'([^']+)'|`([^`]+)`)/g);
  return [...calls].map(([, plain, template]) => {
    const parts = (plain ?? template ?? '').split(/\$\{[^}]*\}/);
    return new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join('[A-Za-z]+')}$`);
  });
}

/** Words that stand in a component itself: text between tags, and attributes that are read out. */
function literalWords(name: string, text: string): string[] {
  const found: string[] = [];
  const source = ts.createSourceFile(name, text, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const spoken = /^(aria-label|aria-description|title|label|placeholder|description|alt)$/;
  const visit = (node: ts.Node): void => {
    if (ts.isJsxText(node) && /\p{L}/u.test(node.text)) found.push(node.text.trim());
    if (ts.isJsxAttribute(node) && spoken.test(node.name.getText())) {
      const value = node.initializer;
      // An empty text says nothing on purpose: the picture stands beside its own words.
      if (value && ts.isStringLiteral(value) && value.text !== '') found.push(value.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('the words of the screen', () => {
  const keys = new Set(keysOf(en));
  const used = files.flatMap(({ name, text }) =>
    keysUsed(text).map((pattern) => ({ name, pattern })),
  );

  it('finds components and keys to look at', () => {
    expect(files.length).toBeGreaterThan(40);
    expect(used.length).toBeGreaterThan(150);
  });

  it('would catch a key that is asked for and not there, which shows as a raw key', () => {
    const missing = used.filter(({ pattern }) => ![...keys].some((key) => pattern.test(key)));
    expect(missing.map(({ name, pattern }) => `${name}: ${pattern.source}`)).toEqual([]);
  });

  it('would catch words that nothing shows any more', () => {
    const unused = [...keys].filter((key) => !used.some(({ pattern }) => pattern.test(key)));
    expect(unused).toEqual([]);
  });

  it('would catch words written into a component, which no translation could reach', () => {
    const literal = files.flatMap(({ name, text }) =>
      literalWords(name, text).map((words) => `${name}: ${words}`),
    );
    expect(literal).toEqual([]);
  });

  it('would catch an interpolation whose braces do not close', () => {
    const texts = JSON.stringify(en);
    expect(texts.match(/\{\{/g)?.length).toBe(texts.match(/\{\{[a-zA-Z]+\}\}/g)?.length);
  });
});

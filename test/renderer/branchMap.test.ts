import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  compared,
  neighbour,
  segmentOf,
  segmentsOf,
} from '../../renderer/dialogs/branches/segments';
import { groupConversations, rowsOf } from '../../renderer/state/groups';
import { filledIn, variablesOf } from '../../renderer/dialogs/prompts/variables';
import { conversation, id } from './fixtures';
import type { TreeNode } from '../../shared/ipc/tree';

const node = (number: number, parent: number | null, name = ''): TreeNode => ({
  id: id(number),
  parentId: parent === null ? null : id(parent),
  role: 'user',
  name,
  excerpt: String(number),
  images: [],
  createdAt: number,
});

describe('the map of branches', () => {
  // Fault: a branch that the map lacks, shows twice, or draws over another one.
  it('has every message once, and no two cards in one place', () => {
    const parents = fc.array(fc.nat(1000), { maxLength: 60 });
    fc.assert(
      fc.property(parents, (choices) => {
        const nodes = choices.map((choice, at) => node(at, at === 0 ? null : choice % at));
        const segments = segmentsOf(nodes);
        const all = segments.flatMap((segment) => segment.nodes.map((one) => one.id));
        expect(all.toSorted()).toEqual(nodes.map((one) => one.id).toSorted());
        const places = segments.map(({ column, row }) => `${column} ${row}`);
        expect(new Set(places).size).toBe(places.length);
        for (const segment of segments) {
          const last = segment.nodes.at(-1);
          const below = nodes.filter(({ parentId }) => parentId === last?.id);
          expect(segment.children).toEqual(below.map((one) => one.id));
          expect(below.length).not.toBe(1);
        }
      }),
    );
  });

  // Fault: a map that is as long as the conversation, or hides a named branch in another one.
  it('joins what follows without a fork, and parts at names', () => {
    const nodes = [
      node(1, null),
      node(2, 1),
      node(3, 2),
      node(4, 2, 'Bold'),
      node(5, 4),
      node(6, 5, 'End'),
    ];
    const segments = segmentsOf(nodes);
    expect(segments.map((segment) => segment.nodes.map((one) => one.excerpt).join())).toEqual([
      '1,2',
      '3',
      '4,5',
      '6',
    ]);
    const bold = segmentOf(segments, id(5));
    const [first] = segments;
    expect(bold && neighbour(segments, bold, 'ArrowUp')?.id).toBe(id(3));
    expect(bold && neighbour(segments, bold, 'ArrowLeft')).toBe(first);
    expect(bold && neighbour(segments, bold, 'ArrowRight')?.id).toBe(id(6));
  });

  // Fault: a comparison that repeats what both branches have.
  it('compares two branches from where they part', () => {
    const [a, b, c, d] = [node(1, null), node(2, 1), node(3, 1), node(4, 3)];
    expect(compared([a, b], [a, c, d])).toEqual({ common: [a], left: [b], right: [c, d] });
  });
});

describe('folders, tags and the archive in the list', () => {
  const list = [
    conversation({ id: id(1), title: 'Fox', folder: 'Animals', tags: ['wild'] }),
    conversation({ id: id(2), title: 'Old', archived: true, folder: 'Animals' }),
    conversation({ id: id(3), title: 'Bear', folder: 'Animals', pinned: true }),
    conversation({ id: id(4), title: 'Bread' }),
  ];
  const shown = (words: string, tag: string | null): string[] =>
    groupConversations(list, { words, tag }, 86_400_000 * 30).map(
      ({ kind, name, conversations }) =>
        `${kind} ${name}: ${conversations.map((one) => one.title).join()}`,
    );

  // Fault: a conversation that stands nowhere once it is filed, or in two places.
  it('have each conversation in one place', () => {
    expect(shown('', null)).toEqual([
      'age pinned: Bear',
      'folder Animals: Fox',
      'age older: Bread',
      'archive archive: Old',
    ]);
    expect(shown('animals', null)).toHaveLength(3);
    expect(shown('', 'wild')).toEqual(['folder Animals: Fox']);
  });

  // Fault: an archive that is open, or a folder that is shut, when nobody touched it.
  it('fold and unfold', () => {
    const groups = groupConversations(list, { words: '', tag: null }, 86_400_000 * 30);
    expect(rowsOf(groups, []).map(({ kind }) => kind)).toEqual([
      'group',
      'conversation',
      'group',
      'conversation',
      'group',
      'conversation',
      'group',
    ]);
    expect(rowsOf(groups, ['folder Animals', 'archive archive'])).toHaveLength(7);
  });
});

describe('variables of a prompt', () => {
  // Fault: braces that reach the model, or what a person typed being read as a variable again.
  it('are asked for once and filled in everywhere', () => {
    const text = '{{ who }} draws {{thing = a cat}} for {{who}}; {{ }} stays.';
    expect(variablesOf(text)).toEqual([
      { name: 'who', value: '' },
      { name: 'thing', value: 'a cat' },
    ]);
    expect(filledIn(text, { who: '{{thing}}', thing: 'a $1 fox' })).toBe(
      '{{thing}} draws a $1 fox for {{thing}}; {{ }} stays.',
    );
    expect(filledIn('{{thing=a cat}}', {})).toBe('a cat');
  });
});

import { z } from 'zod';
import type { Dice } from './suite';

/** The part of a JSON Schema that samples are made from. */
interface Form {
  readonly type?: string;
  readonly const?: unknown;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Form[];
  readonly oneOf?: readonly Form[];
  readonly properties?: Readonly<Record<string, Form>>;
  readonly items?: Form;
  readonly minItems?: number;
  readonly pattern?: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
}

const HASH = 'ab'.repeat(32);
const ID = '00000000-0000-4000-8000-00000000abcd';

/** A value of a form, as a window would send it; nothing in it names anything that is kept. */
export function sampleOf(form: Form, dice: Dice): unknown {
  if (form.const !== undefined) return form.const;
  if (form.enum) return dice.of(form.enum);
  const choices = form.anyOf ?? form.oneOf;
  if (choices) return sampleOf(dice.of(choices), dice);
  switch (form.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(form.properties ?? {}).map(([name, inner]) => [name, sampleOf(inner, dice)]),
      );
    case 'array':
      return Array.from({ length: form.minItems ?? dice.below(3) }, () =>
        sampleOf(form.items ?? {}, dice),
      );
    case 'string':
      if (form.format === 'uuid' || form.pattern?.includes('-')) return ID;
      return form.pattern ? HASH : 'x'.repeat(form.minLength ?? dice.below(4));
    case 'integer':
    case 'number':
      return form.minimum ?? 1;
    case 'boolean':
      return dice.share() < 0.5;
    case 'null':
      return null;
    default:
      return new Uint8Array([1, 2, 3]);
  }
}

/** Everything that can cross the border between processes and is not what was asked for. */
function junk(dice: Dice): unknown {
  const cyclic: Record<string, unknown> = {};
  cyclic.self = cyclic;
  let deep: unknown = 0;
  for (let level = 0; level < 3000; level += 1) deep = [deep];
  return dice.of([
    () => undefined,
    () => null,
    () => dice.below(3) - 1,
    () => Number.NaN,
    () => Number.POSITIVE_INFINITY,
    () => 1e308,
    () => 2 ** 53,
    () => 0.1 + dice.share(),
    () => 10n ** 30n,
    () => true,
    () => '',
    () => 'x'.repeat(1 + dice.below(300_000)),
    () => '\u0000\u202e\ud800',
    () => "'; DROP TABLE message; --",
    () => '../../../etc/passwd',
    () => [],
    () => [null],
    () => Array.from({ length: 70 }, () => HASH),
    () => ({}),
    () => JSON.parse('{"__proto__": {"polluted": true}, "constructor": 1}') as unknown,
    () => cyclic,
    () => deep,
    () => new Date(Number.NaN),
    () => new Map([['id', ID]]),
    () => new Set([1]),
    () => /x+x+y/,
    () => new Error('x'),
    () => new Uint8Array(dice.below(1000)),
    () => new ArrayBuffer(8),
    () => Object.create(null) as unknown,
  ])();
}

/** A copy of a value with one place of it spoilt. */
function spoil(value: unknown, dice: Dice): unknown {
  if (Array.isArray(value) && value.length > 0 && dice.share() < 0.8) {
    const place = dice.below(value.length);
    return value.map((item: unknown, at) => (at === place ? spoil(item, dice) : item));
  }
  const plain = typeof value === 'object' && value !== null && !ArrayBuffer.isView(value);
  if (!plain || Array.isArray(value) || dice.share() < 0.15) return junk(dice);
  const entries = Object.entries(value);
  const place = dice.below(entries.length + 1);
  const [name] = entries[place] ?? [];
  if (name === undefined)
    return { ...value, [dice.of(['run', '__proto__x', 'toJSON'])]: junk(dice) };
  if (dice.share() < 0.2) return Object.fromEntries(entries.filter(([other]) => other !== name));
  return { ...value, [name]: spoil(entries[place]?.[1], dice) };
}

/** An input that a call's schema refuses. */
export function malformed(schema: z.ZodType, dice: Dice): unknown {
  const form = z.toJSONSchema(schema, { unrepresentable: 'any', io: 'input' }) as Form;
  for (;;) {
    const input = dice.share() < 0.2 ? junk(dice) : spoil(sampleOf(form, dice), dice);
    if (!schema.safeParse(input).success) return input;
  }
}

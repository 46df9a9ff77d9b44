import { z } from 'zod';
import { shownName } from '../error';

/** Marks that ChatGPT writes around what its own page turns into links, and all within them. */
const MARKED = /\uE200[^\uE200\uE201]{0,20000}\uE201/g;
const MARKS = /[\uE200-\uE20F]/g;
/** Marks of sources in older answers, as in `【12†source】`. */
const OLD_MARK = /【\d{1,6}(?::\d{1,6})?†[^】]{0,200}】/g;
const MOST_REFERENCES = 10_000;

/** What a message says about its sources. */
export const sourcesSchema = z.object({
  content_references: z
    .array(
      z
        .looseObject({ matched_text: z.string(), alt: z.string().nullish().catch(null) })
        .nullable()
        .catch(null),
    )
    .nullish()
    .catch(null),
  citations: z
    .array(
      z
        .looseObject({
          start_ix: z.number(),
          end_ix: z.number(),
          metadata: z.looseObject({
            title: z.string().nullish().catch(null),
            url: z.string().nullish().catch(null),
          }),
        })
        .nullable()
        .catch(null),
    )
    .nullish()
    .catch(null),
});
export type Sources = z.infer<typeof sourcesSchema>;

/** Words of an answer, with links or names where ChatGPT's own marks stood. */
export function withoutMarks(text: string, sources: Sources): string {
  if (!/[\uE200-\uE20F†]/.test(text)) return text;
  const known = new Map<string, string>();
  for (const reference of (sources.content_references ?? []).slice(0, MOST_REFERENCES)) {
    if (reference) known.set(reference.matched_text, reference.alt ?? '');
  }
  for (const citation of (sources.citations ?? []).slice(0, MOST_REFERENCES)) {
    if (!citation) continue;
    const mark = text.slice(citation.start_ix, citation.end_ix);
    const { title, url } = citation.metadata;
    if (!known.has(mark) && url) known.set(mark, `([${plain(title ?? url)}](<${url}>))`);
  }
  const said = (mark: string): string => known.get(mark) ?? '';
  return text.replace(OLD_MARK, said).replace(MARKED, said).replace(MARKS, '');
}

const plain = (title: string): string => title.replace(/[[\]\\\r\n]/g, ' ').trim();

const documentSchema = z.object({
  name: z.string().nullish().catch(null),
  type: z.string().nullish().catch(null),
  content: z.string(),
});
const updateSchema = z.object({
  updates: z.array(z.object({ pattern: z.string(), replacement: z.string() })).min(1),
});

/** Whether a message writes into a document that ChatGPT shows beside the conversation. */
export const writesDocument = (recipient: string): boolean =>
  recipient === 'canmore.create_textdoc' || recipient === 'canmore.update_textdoc';

/**
 * A document beside the conversation, or a change of it, as Markdown; nothing when it cannot be read.
 * Changes are shown and not made: patterns of others are not run.
 */
export function documentWords(call: string): string | undefined {
  let json: unknown;
  try {
    json = JSON.parse(call);
  } catch {
    return undefined;
  }
  const made = documentSchema.safeParse(json).data;
  if (made) {
    const { name, type, content } = made;
    const title = shownName(name ?? '').replace(/[*_`[\]\\]/g, '\\$&');
    return `**${title === '' ? 'Document' : title}**\n\n${inKind(content, type ?? '')}`;
  }
  const changed = updateSchema.safeParse(json).data;
  if (!changed) return undefined;
  const pieces = changed.updates.map(({ pattern, replacement }) =>
    pattern === '.*' ? replacement : `${fenced(pattern, '')}\n\n→\n\n${fenced(replacement, '')}`,
  );
  return `**Document, changed**\n\n${pieces.join('\n\n')}`;
}

/** Code as such, anything else as the Markdown that it is. */
function inKind(content: string, type: string): string {
  const language = /^code\/([a-z0-9+#-]{1,40})$/i.exec(type)?.[1];
  return language === undefined ? content : fenced(content, language);
}

/** Code in a fence that is longer than any within it. */
export function fenced(code: string, language: string): string {
  const longest = (code.match(/`{3,}/g) ?? []).reduce((most, run) => Math.max(most, run.length), 2);
  const fence = '`'.repeat(longest + 1);
  return `${fence}${language}\n${code.replace(/\n$/, '')}\n${fence}`;
}

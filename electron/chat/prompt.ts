import type { LoadedPackage, PromptPart, Turn } from '../runtime/types';
import type { Store } from '../store/open';
import { picturesOf, type ImagePart, type Part, type Message } from '../../shared/message';

/** How parts become a prompt for one package. */
export interface PromptContext {
  readonly images: Store['images'];
  /** Hash of the package whose kept visual tokens count; null where it looks at all pictures anew. */
  readonly package: string | null;
}

/**
 * The package whose kept visual tokens may stand in a prompt: the loaded one, if it regresses them.
 * Codes are what a picture is drawn from, not how it is seen.
 */
export const keptBy = ({ manifest, hash }: Pick<LoadedPackage, 'manifest' | 'hash'>) =>
  manifest.picture.kind === 'regressed' ? hash : null;

/**
 * The prompt of a branch: one turn per message, and a system turn if the conversation has a prompt.
 * Empty turns are left out and adjacent turns of one role joined, so that roles alternate.
 */
export async function promptOf(
  context: PromptContext,
  systemPrompt: string,
  branch: readonly Message[],
): Promise<Turn[]> {
  const turns: Turn[] = [];
  if (systemPrompt.trim() !== '') {
    appendTurn(turns, 'system', [{ type: 'text', text: systemPrompt }]);
  }
  for (const { role, parts } of branch) appendTurn(turns, role, await promptParts(context, parts));
  return turns;
}

/** Adds a turn to a prompt, or joins it to the last one if that has the same role. */
export function appendTurn(turns: Turn[], role: Turn['role'], parts: readonly PromptPart[]): void {
  if (parts.length === 0) return;
  const last = turns.at(-1)?.role === role ? turns.pop() : undefined;
  const joined = [...(last?.parts ?? []), ...parts];
  turns.push({ role, parts: role === 'user' ? picturesFirst(joined) : joined });
}

/** Pictures of a turn come before its text, in order (section 3.1 of the paper); texts become one. */
function picturesFirst(parts: readonly PromptPart[]): PromptPart[] {
  const texts = parts.flatMap((part) => (part.type === 'text' ? [part.text] : []));
  const pictures = parts.filter((part) => part.type !== 'text');
  return texts.length === 0 ? pictures : [...pictures, { type: 'text', text: texts.join('\n') }];
}

async function promptParts(context: PromptContext, parts: readonly Part[]): Promise<PromptPart[]> {
  const found: PromptPart[] = [];
  for (const part of parts) {
    if (part.type === 'text' && part.text !== '') found.push({ type: 'text', text: part.text });
    for (const picture of picturesOf(part)) {
      const shown = await picturePart(context, picture);
      if (shown) found.push(shown);
    }
  }
  return found;
}

/**
 * A picture as the model sees it: its own visual tokens if this package made them (as drawn, if varied),
 * otherwise the file; nothing if it was never drawn.
 */
export async function picturePart(
  { images, package: loaded }: PromptContext,
  { image, rendering }: ImagePart,
): Promise<PromptPart | undefined> {
  if (rendering && rendering.package === loaded) {
    return { type: 'visual', tokens: await images.readTokens(rendering.drawn ?? rendering.tokens) };
  }
  return image === null ? undefined : { type: 'image', path: images.image(image).path };
}

/** Hashes of the pictures that a message shows: the parents of what is drawn in answer to it. */
export const picturesShown = (parts: readonly Part[]): string[] =>
  parts.flatMap(picturesOf).flatMap(({ image }) => (image === null ? [] : [image]));

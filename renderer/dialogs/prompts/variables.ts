/** Variables of kept prompts: `{{name}}`, or `{{name=value}}` with what stands there at first. */

interface Variable {
  readonly name: string;
  readonly value: string;
}

const VARIABLE = /\{\{\s*([^{}=\s][^{}=]*?)\s*(?:=\s*([^{}]*?)\s*)?\}\}/gu;

/** The variables of a text, each once, in the order in which they come. */
export function variablesOf(text: string): Variable[] {
  const found = new Map<string, string>();
  for (const [, name = '', value = ''] of text.matchAll(VARIABLE)) {
    // A value may be given at any of its places.
    if (!found.get(name)) found.set(name, value);
  }
  return [...found].map(([name, value]) => ({ name, value }));
}

/** The text with its variables filled in; what is typed is never read as a variable again. */
export const filledIn = (text: string, values: Readonly<Record<string, string>>): string =>
  text.replace(VARIABLE, (_, name: string, value?: string) => values[name] ?? value ?? '');

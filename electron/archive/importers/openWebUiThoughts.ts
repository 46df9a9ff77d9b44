/** Blocks that Open WebUI writes into answers for what it shows folded. */
const BEGIN = /^<details type="(?:reasoning|tool_calls|code_interpreter)"[^>\n]*>/;
const END = '</details>';
const FENCE = /^ {0,3}(`{3,}|~{3,})/;

/**
 * An answer without the reasoning and the calls of tools that Open WebUI keeps in its words. What
 * stands in code, and a block without an end, stays as it is.
 */
export function withoutThoughts(text: string): { readonly said: string; readonly left: number } {
  if (!text.includes('<details type="')) return { said: text, left: 0 };
  let fence = '';
  let kept = '';
  let left = 0;
  // Behind a beginning without an end there is no end either.
  let ended = true;
  for (let from = 0; from < text.length;) {
    const line = lineAt(text, from);
    const mark = FENCE.exec(line)?.[1] ?? '';
    if (fence !== '') {
      if (mark.startsWith(fence) && line.trim() === mark) fence = '';
    } else if (ended && BEGIN.test(line)) {
      const end = endOf(text, from);
      if (end !== undefined) {
        left += 1;
        from = end;
        continue;
      }
      ended = false;
    } else fence = mark;
    kept += line;
    from += line.length;
  }
  return { said: left > 0 ? kept.trim() : text, left };
}

function lineAt(text: string, from: number): string {
  const end = text.indexOf('\n', from);
  return text.slice(from, end < 0 ? text.length : end + 1);
}

/** Where a block ends, blocks within it counted. */
function endOf(text: string, from: number): number | undefined {
  let depth = 0;
  const marks = /<details[\s>]|<\/details>/g;
  marks.lastIndex = from;
  for (let mark = marks.exec(text); mark; mark = marks.exec(text)) {
    depth += mark[0] === END ? -1 : 1;
    if (depth === 0) return marks.lastIndex;
  }
  return undefined;
}

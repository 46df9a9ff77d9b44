const LONGEST = 60;

/** Title of a conversation: the first words of its first question; empty when it has none. */
export function titleOf(question: string): string {
  const words = question.trim().replace(/\s+/gu, ' ');
  const letters = [...words];
  if (letters.length <= LONGEST) return words;
  const cut = letters.slice(0, LONGEST).join('');
  const space = cut.lastIndexOf(' ');
  return `${space > LONGEST / 2 ? cut.slice(0, space) : cut}…`;
}

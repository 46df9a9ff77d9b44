/** Letters of a text that stands in one line, or for something. */
const LABEL = 300;

/** A text without the half of a letter at its end. */
const whole = (text: string): string => text.replace(/[\ud800-\udbff]$/, '');

/** The first so many letters of a text. */
export const firstLetters = (text: string, letters: number): string =>
  text.length <= letters ? text : whole(text.slice(0, letters));

/** A text short enough for a label: laying out a line takes time for all that it hides, too. */
export const shortened = (text: string): string =>
  text.length <= LABEL ? text : `${firstLetters(text, LABEL).trimEnd()}…`;

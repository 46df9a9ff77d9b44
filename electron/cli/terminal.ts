/** What a terminal would obey rather than show; a carriage return alone writes over its line. */
const OBEYED = /\r(?!\n)|[^\P{Cc}\n\r\t]/gu;
const BEYOND_ASCII = /[\u007f-\u009f]/g;

/** Text of a model or of a file as a terminal may print it: what it would obey is marked. */
export const shownText = (text: string): string => text.replace(OBEYED, '\uFFFD');

/** A value as one line of JSON, exact and without a character that a terminal obeys. */
export const jsonLine = (value: unknown): string =>
  `${JSON.stringify(value).replace(
    BEYOND_ASCII,
    (letter) => `\\u00${letter.charCodeAt(0).toString(16)}`,
  )}\n`;

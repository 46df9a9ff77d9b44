import { afterEach, describe, expect, it } from 'vitest';
import windowDe from '../../renderer/locales/de.json';
import windowEn from '../../renderer/locales/en.json';
import programDe from '../../shared/i18n/de.json';
import programEn from '../../shared/i18n/en.json';
import { LANGUAGES, languageOf } from '../../shared/i18n/languages';
import { t, currentLanguage, setLanguage } from '../../shared/i18n/translate';

/** All words of a table by their keys, joined by points. */
function wordsOf(table: object, before = ''): Map<string, string> {
  return new Map(
    Object.entries(table).flatMap(([name, value]: [string, unknown]) =>
      typeof value === 'object' && value !== null
        ? [...wordsOf(value, `${before}${name}.`)]
        : [[`${before}${name}`, String(value)] as const],
    ),
  );
}

/** Words to the model, which reads English alone. */
const FOR_THE_MODEL = ['prompts.example', 'chat.askTitle'];

const placesOf = (words: string | undefined): string[] =>
  (words?.match(/\{\{\w+\}\}/g) ?? []).toSorted();

const TABLES = [
  ['the window', windowEn, windowDe],
  ['the program', programEn, programDe],
] as const;

describe.each(TABLES)('the German words of %s', (_, en, de) => {
  const english = wordsOf(en);
  const german = wordsOf(de);

  // Catches words that a person who reads German would meet in English.
  it('lack no key that the English have', () => {
    expect([...english.keys()].filter((key) => !german.has(key))).toEqual([]);
  });

  // Catches words that nobody says any more.
  it('have no key of their own', () => {
    expect([...german.keys()].filter((key) => !english.has(key))).toEqual([]);
  });

  // Catches a value that is lost, or a place that stays empty.
  it('have the same places for values', () => {
    const wrong = [...english].filter(
      ([key, words]) => placesOf(words).join() !== placesOf(german.get(key)).join(),
    );
    expect(wrong.map(([key]) => key)).toEqual([]);
  });

  // Catches a line that was copied and never translated.
  it('are other words than the English, but for names', () => {
    const same = [...english].filter(
      ([key, words]) =>
        words.split(' ').length > 3 && german.get(key) === words && !FOR_THE_MODEL.includes(key),
    );
    expect(same.map(([key]) => key)).toEqual([]);
  });
});

describe('the language', () => {
  afterEach(() => setLanguage('en'));

  // Catches a system's language that is not heard, and one that we lack taken for one that we have.
  it('is the one chosen, else the dearest of the system that there is', () => {
    expect(languageOf('de', ['en-GB'])).toBe('de');
    expect(languageOf('auto', ['de-AT', 'en'])).toBe('de');
    expect(languageOf('auto', ['fr-FR', 'de_CH', 'en'])).toBe('de');
    expect(languageOf('auto', ['fr-FR', 'ja'])).toBe('en');
    expect(languageOf('auto', [])).toBe('en');
    expect(languageOf('en', ['de'])).toBe('en');
  });

  // Catches a table that is there and never said.
  it('is that of the sentences from then on', () => {
    for (const language of LANGUAGES) {
      setLanguage(language);
      expect(currentLanguage()).toBe(language);
    }
    setLanguage('de');
    expect(t('store.pictureGone')).toBe(programDe.store.pictureGone);
    setLanguage('en');
    expect(t('store.pictureGone')).toBe(programEn.store.pictureGone);
  });
});

/**
 * The words that do not come from the window: errors, menus and dialogs of the program, and what the
 * runtime says of itself. The window's own words lie in `renderer/locales`.
 */
import i18next from 'i18next';
import de from './de.json';
import en from './en.json';
import type { Language } from './languages';

/** Keys of a table, joined by points. */
type Keys<Table, Before extends string = ''> = {
  [Name in keyof Table & string]: Table[Name] extends string
    ? `${Before}${Name}`
    : Keys<Table[Name], `${Before}${Name}.`>;
}[keyof Table & string];

export type MessageKey = Keys<typeof en>;

// Another instance than the window's, which has a table of its own.
const table = i18next.createInstance();
void table.init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en: { translation: en }, de: { translation: de } },
  interpolation: { escapeValue: false },
  initAsync: false,
});
const translate = table.t.bind(table) as unknown as (key: string, values: object) => string;

/** Words by their key, with values put into their places. */
export function t(key: MessageKey, values: Readonly<Record<string, string | number>> = {}): string {
  return translate(key, values);
}

/** The language that sentences are said in. */
export const currentLanguage = (): Language => (table.language === 'de' ? 'de' : 'en');

/** Says sentences in a language from now on; until then they are English. */
export function setLanguage(language: Language): void {
  void table.changeLanguage(language);
}

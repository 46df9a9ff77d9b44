/** The words of the screen: every visible word comes from a file in `locales/`. */
import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import de from './locales/de.json';
import en from './locales/en.json';
import { type LanguageChoice, languageOf } from '../shared/i18n/languages';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'translation';
    resources: { translation: typeof en };
  }
}

/** Languages of the system; none where there is no window, as in tests of components. */
function systemLanguages(): readonly string[] {
  return typeof window === 'undefined' ? [] : navigator.languages;
}

const DIRECTION = /[\u202a-\u202e\u2066-\u2069]/;

/** Words put into a sentence: marks of direction in them end with them. */
function isolated(text: string): string {
  if (!DIRECTION.test(text)) return text;
  // An end too many would end the isolation itself.
  return `\u2068${text.replaceAll('\u2069', '')}\u2069`;
}

void i18next.use(initReactI18next).init({
  // Until the settings are known, as the system says.
  lng: languageOf('auto', systemLanguages()),
  fallbackLng: 'en',
  resources: { en: { translation: en }, de: { translation: de } },
  // React escapes what is shown; here words only keep their direction to themselves.
  interpolation: { escapeValue: true, escape: isolated },
  initAsync: false,
});

/** Shows all words in a language from now on. */
export function showLanguage(choice: LanguageChoice): void {
  void i18next.changeLanguage(languageOf(choice, systemLanguages()));
}

/** Words by key, for code outside components; components use `useTranslation`. */
export const words = i18next.t.bind(i18next);

/** A number in the language of the screen, with at most `digits` after the point. */
export function number(value: number, digits = 0): string {
  return new Intl.NumberFormat(i18next.language, { maximumFractionDigits: digits }).format(value);
}

/** Bytes as whole megabytes, or gigabytes where they are many. */
export function megabytes(bytes: number): string {
  return bytes < 1e9
    ? words('unit.megabytes', { value: number(bytes / 1e6, bytes < 1e7 ? 1 : 0) })
    : words('unit.gigabytes', { value: number(bytes / 1e9, 1) });
}

/** A time in milliseconds as words: under a second in ms, else in seconds. */
export function duration(milliseconds: number): string {
  return milliseconds < 1000
    ? words('unit.milliseconds', { value: number(milliseconds, milliseconds < 10 ? 1 : 0) })
    : words('unit.seconds', { value: number(milliseconds / 1000, 1) });
}

/** A moment in milliseconds as a day; one of today as its time. */
export function day(moment: number): string {
  const today = new Date(moment).toDateString() === new Date().toDateString();
  return new Intl.DateTimeFormat(
    i18next.language,
    today ? { timeStyle: 'short' } : { dateStyle: 'medium' },
  ).format(moment);
}

/** The languages of the studio: which there are, and which of them a person reads. */

/** Languages whose words are complete, as BCP 47 tags. */
export const LANGUAGES = ['en', 'de'] as const;
export type Language = (typeof LANGUAGES)[number];

/** What can be set: one of them, or as the system says. */
export const LANGUAGE_CHOICES = ['auto', ...LANGUAGES] as const;
export type LanguageChoice = (typeof LANGUAGE_CHOICES)[number];

const isLanguage = (tag: string): tag is Language => (LANGUAGES as readonly string[]).includes(tag);

/**
 * The language to speak.
 *
 * @param preferred languages of the system, the dearest first
 */
export function languageOf(choice: LanguageChoice, preferred: readonly string[]): Language {
  if (choice !== 'auto') return choice;
  const bases = preferred.map((tag) => tag.toLowerCase().split(/[-_]/)[0] ?? '');
  return bases.find(isLanguage) ?? 'en';
}

import { useDirection } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { showLanguage } from '../i18n';
import type { LanguageChoice } from '../../shared/i18n/languages';

/** Shows the window in a language, and tells the page which it is and in which direction it runs. */
export function useLanguage(choice: LanguageChoice | undefined): void {
  const { i18n } = useTranslation();
  const { setDirection } = useDirection();
  const { language } = i18n;
  useEffect(() => {
    if (choice) showLanguage(choice);
  }, [choice]);
  useEffect(() => {
    document.documentElement.lang = language;
    setDirection(i18n.dir(language));
  }, [i18n, language, setDirection]);
}

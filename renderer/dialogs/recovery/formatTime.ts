import i18next from 'i18next';

/** A moment as a person reads it: day and time. */
export const formatTime = (moment: number): string =>
  new Intl.DateTimeFormat(i18next.language, { dateStyle: 'medium', timeStyle: 'short' }).format(
    moment,
  );

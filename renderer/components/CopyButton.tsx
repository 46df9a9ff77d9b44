import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from './IconButton';

interface Properties {
  readonly label: string;
  /** The words, asked for when the button is pressed. */
  readonly text: () => string;
}

const SHOWN_MS = 1600;

/** Copies words and says for a moment that it did. */
export function CopyButton({ label, text }: Properties) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  useEffect(() => {
    if (!copied) return undefined;
    const timer = window.setTimeout(() => setCopied(false), SHOWN_MS);
    return () => window.clearTimeout(timer);
  }, [copied]);
  return (
    <IconButton
      size="sm"
      label={copied ? t('common.copied') : label}
      icon={copied ? <IconCheck size={16} /> : <IconCopy size={16} />}
      onClick={() => setCopied(copyText(text()))}
    />
  );
}

/**
 * Puts words on the clipboard. The window may not have the clipboard's permission, so the copying
 * of a selection, which needs none, does it.
 *
 * @returns whether it was done
 */
function copyText(text: string): boolean {
  const take = (event: ClipboardEvent): void => {
    event.clipboardData?.setData('text/plain', text);
    event.preventDefault();
    event.stopImmediatePropagation();
  };
  document.addEventListener('copy', take, { capture: true, once: true });
  try {
    return document.execCommand('copy');
  } finally {
    document.removeEventListener('copy', take, { capture: true });
  }
}

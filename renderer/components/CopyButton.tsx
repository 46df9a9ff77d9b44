import { IconCheck, IconCopy } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText } from './copyText';
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

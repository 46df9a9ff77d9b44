import { Button } from '@mantine/core';
import { IconChevronDown } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { number } from '../i18n';

interface Properties {
  /** Letters that are not on the screen. */
  readonly left: number;
  readonly onMore: () => void;
}

/** Stands where a long text is cut on the screen; nothing while all of it is there. */
export function ShowMore({ left, onMore }: Properties) {
  const { t } = useTranslation();
  if (left === 0) return null;
  return (
    <Button
      variant="light"
      color="gray"
      size="compact-sm"
      display="block"
      mt="xs"
      leftSection={<IconChevronDown size={15} />}
      data-testid="show-more"
      onClick={onMore}
    >
      {t('longText.more', { letters: number(left) })}
    </Button>
  );
}

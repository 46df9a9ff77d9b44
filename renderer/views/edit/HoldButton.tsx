import { Button } from '@mantine/core';
import { IconEye } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';

/** Shows what was before as long as it is held, by pointer or by the space bar. */
export function HoldButton({ onHold }: { readonly onHold: (held: boolean) => void }) {
  const { t } = useTranslation();
  const isKey = (key: string): boolean => key === ' ' || key === 'Enter';
  return (
    <Button
      size="compact-sm"
      variant="default"
      leftSection={<IconEye size={16} />}
      data-testid="edit-hold"
      onPointerDown={() => onHold(true)}
      onPointerUp={() => onHold(false)}
      onPointerLeave={() => onHold(false)}
      onBlur={() => onHold(false)}
      onKeyDown={(event) => {
        if (isKey(event.key)) onHold(true);
      }}
      onKeyUp={(event) => {
        if (isKey(event.key)) onHold(false);
      }}
    >
      {t('edit.hold')}
    </Button>
  );
}

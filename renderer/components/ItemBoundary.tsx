import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Boundary } from './Boundary';

/** An entry of a list: when it cannot be drawn, a sentence stands in its place. */
export function ItemBoundary({
  of,
  children,
}: {
  readonly of: unknown;
  readonly children: ReactNode;
}) {
  return (
    <Boundary of={of} fallback={<ItemFault />}>
      {children}
    </Boundary>
  );
}

function ItemFault() {
  const { t } = useTranslation();
  return (
    <Text size="sm" c="dimmed" p={6} data-testid="item-fault">
      {t('fault.item')}
    </Text>
  );
}

import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from './small';
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
    <Hint p={6} data-testid="item-fault">
      {t('fault.item')}
    </Hint>
  );
}

import { Table } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { number } from '../i18n';
import type { Manifest } from '../../shared/manifest';

/** What a package was graded at, where its manifest says so. */
export function GradedFigures({
  metrics,
}: {
  readonly metrics: Manifest['trainingCard']['metrics'];
}) {
  const { t } = useTranslation();
  if (metrics.length === 0) return null;
  return (
    <Table fz="xs" verticalSpacing={4} horizontalSpacing={4}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('package.task')}</Table.Th>
          <Table.Th>{t('package.right')}</Table.Th>
          <Table.Th>{t('package.interval')}</Table.Th>
          <Table.Th>{t('package.cases')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {metrics.map(({ task, value, low, high, cases }) => (
          <Table.Tr key={task}>
            <Table.Td>{task}</Table.Td>
            <Table.Td>{number(value, 3)}</Table.Td>
            <Table.Td>
              {t('package.range', { low: number(low, 3), high: number(high, 3) })}
            </Table.Td>
            <Table.Td>{number(cases)}</Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

import { Table } from '@mantine/core';

/** Names and what is known of them, as a small table; what has no value is left out. */
export function Facts({
  rows,
  nameWidth,
}: {
  readonly rows: readonly (readonly [string, string | null | undefined])[];
  /** Of the column of names, in pixels. */
  readonly nameWidth: number;
}) {
  return (
    <Table fz="xs" verticalSpacing={4} horizontalSpacing={4}>
      <Table.Tbody>
        {rows
          .filter(([, value]) => value)
          .map(([name, value]) => (
            <Table.Tr key={name}>
              <Table.Th w={nameWidth} style={{ verticalAlign: 'top' }}>
                {name}
              </Table.Th>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>{value}</Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  );
}

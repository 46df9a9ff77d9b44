import { Popover, Table } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SmallHint } from '../small';
import { IconButton } from '../IconButton';
import { duration, number } from '../../i18n';
import type { AnswerDetails, Message } from '../../../shared/message';

/** What an answer cost and where it ran. */
export function Details({ message }: { readonly message: Message }) {
  const { t } = useTranslation();
  if (!message.details) return null;
  return (
    <Popover
      position="top-start"
      width={400}
      shadow="md"
      trapFocus
      returnFocus
      middlewares={{
        size: {
          padding: 8,
          apply: ({ availableHeight, elements }) => {
            elements.floating.style.maxHeight = `min(60vh, ${Math.floor(availableHeight)}px)`;
          },
        },
      }}
    >
      <Popover.Target>
        <IconButton
          size="sm"
          label={t('details.title')}
          icon={<IconInfoCircle size={16} />}
          data-testid="answer-details"
        />
      </Popover.Target>
      <Popover.Dropdown style={{ overflowY: 'auto' }} tabIndex={-1}>
        <Rows details={message.details} createdAt={message.createdAt} />
      </Popover.Dropdown>
    </Popover>
  );
}

function Rows({
  details,
  createdAt,
}: {
  readonly details: AnswerDetails;
  readonly createdAt: number;
}) {
  const { t, i18n } = useTranslation();
  const { tokens, timings, context } = details;
  const date = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeStyle: 'medium' });
  const rows: [string, string, string?][] = [
    [t('details.package'), details.packageName, details.package.slice(0, 16)],
    [t('details.provider'), details.provider.toUpperCase(), details.providerReason],
    [t('details.temperature'), number(details.temperature, 2)],
    [t('details.seed'), String(details.seed)],
    [t('details.guidance'), number(details.guidance, 2)],
    [t('details.steps'), number(details.steps)],
    [t('details.variation'), number(details.variation, 2)],
    [
      t('details.tokens'),
      t('details.tokensValue', {
        prompt: number(tokens.prompt),
        text: number(tokens.text),
        visual: number(tokens.visual),
      }),
    ],
    [
      t('details.context'),
      t('details.contextValue', { used: number(context.used), length: number(context.length) }),
    ],
    [t('details.load'), duration(timings.load)],
    [t('details.prefill'), duration(timings.prefill)],
    [t('details.perToken'), duration(timings.perToken)],
    [t('details.visualizer'), duration(timings.visualizer)],
    [t('details.total'), duration(timings.total)],
    [t('details.date'), date.format(createdAt)],
  ];
  return (
    <Table fz="xs" verticalSpacing={3} horizontalSpacing={4} withRowBorders={false}>
      <Table.Tbody>
        {rows.map(([name, value, more]) => (
          <Table.Tr key={name}>
            <Table.Th w={120} c="dimmed" fw={500} style={{ verticalAlign: 'top' }}>
              {name}
            </Table.Th>
            <Table.Td style={{ overflowWrap: 'anywhere' }}>
              {value}
              {more && <SmallHint>{more}</SmallHint>}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

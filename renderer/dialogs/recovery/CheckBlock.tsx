import { Alert, Button, Group, Input, Stack, Text } from '@mantine/core';
import { IconCircleCheck, IconShieldCheck, IconTool } from '@tabler/icons-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { SmallButton, SmallHint } from '../../components/small';
import { call } from '../../api';
import { describeCounts } from '../../state/archive';
import { runWork } from '../../state/task';
import { attempt } from '../../state/notify';
import classes from './Safety.module.css';
import type { Finding, CheckReport, Repaired } from '../../../shared/ipc/recovery';

/** Names of a finding that are shown; its number counts all. */
const SHOWN = 3;

/** Looks at all data and mends what is found. */
export function CheckBlock({ busy }: { readonly busy: boolean }) {
  const { t } = useTranslation();
  const [report, setReport] = useState<CheckReport | null>(null);
  const [repaired, setRepaired] = useState<Repaired | null>(null);

  async function check(): Promise<void> {
    setRepaired(null);
    setReport((await runWork(() => call('recovery.check', {}))) ?? null);
  }

  async function mend(): Promise<void> {
    const done = await runWork(() => call('recovery.repair', {}));
    if (!done) return;
    setRepaired(done);
    setReport(done.report);
  }

  return (
    <Input.Wrapper label={t('safety.check')} labelElement="div" description={t('safety.checkText')}>
      <Stack gap="sm" mt={8} aria-live="polite">
        <Group gap="xs">
          <SmallButton
            disabled={busy}
            leftSection={<IconShieldCheck size={15} />}
            data-testid="data-check"
            onClick={() => void check()}
          >
            {t('safety.checkNow')}
          </SmallButton>
        </Group>
        {repaired && <Mended repaired={repaired} />}
        {report && <Report report={report} busy={busy} mend={() => void mend()} />}
      </Stack>
    </Input.Wrapper>
  );
}

function Mended({ repaired }: { readonly repaired: Repaired }) {
  const { t } = useTranslation();
  const { quarantined, restored, aside, restart } = repaired;
  return (
    <Alert color="blue" icon={<IconTool />} data-testid="data-repaired">
      <Text size="sm">{t('safety.restored', { count: restored })}</Text>
      <Text size="sm">{t('safety.movedAside', { count: quarantined })}</Text>
      {aside !== null && <div className={classes.names}>{aside}</div>}
      {restart && (
        <Button
          size="compact-sm"
          mt={8}
          onClick={() => void attempt(() => call('program.restart', {}))}
        >
          {t('safety.restart')}
        </Button>
      )}
    </Alert>
  );
}

interface ReportProperties {
  readonly report: CheckReport;
  readonly busy: boolean;
  readonly mend: () => void;
}

function Report({ report, busy, mend }: ReportProperties) {
  const { t } = useTranslation();
  const { findings, tokens } = report;
  const looked = t('safety.looked', {
    held: `${describeCounts(report)}, ${t('safety.tokens', { count: tokens })}`,
  });
  if (findings.length === 0) {
    return (
      <Alert color="teal" icon={<IconCircleCheck />} data-testid="data-report">
        <Text size="sm">
          {t('safety.sound')} {looked}
        </Text>
      </Alert>
    );
  }
  return (
    <Alert color="yellow" title={t('safety.faults')} data-testid="data-report">
      <ul className={classes.findings}>
        {findings.map((finding) => (
          <FindingLine key={finding.kind} finding={finding} />
        ))}
      </ul>
      <SmallHint mt={8}>{looked}</SmallHint>
      <Button size="compact-sm" mt={10} disabled={busy} data-testid="data-repair" onClick={mend}>
        {t('safety.mend')}
      </Button>
    </Alert>
  );
}

function FindingLine({ finding }: { readonly finding: Finding }) {
  const { t } = useTranslation();
  const { kind, count, restorable, names } = finding;
  const rest = count - Math.min(count, SHOWN);
  const whole = kind.startsWith('copy')
    ? t('safety.mendable', { count: restorable })
    : t('safety.restorable', { count: restorable });
  return (
    <li>
      {t(`safety.findings.${kind}`, { count })}
      {restorable > 0 && ` ${whole}`}
      <div className={classes.names}>
        {names.slice(0, SHOWN).join(', ')}
        {rest > 0 && ` ${t('safety.more', { count: rest })}`}
      </div>
    </li>
  );
}

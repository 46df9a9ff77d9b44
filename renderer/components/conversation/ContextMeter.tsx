import { RingProgress, Tooltip } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { number } from '../../i18n';
import { useStudio, type StudioState } from '../../state/studio';
import classes from './PromptField.module.css';

/** Tokens of the context in use: of the running answer, else of the last one. */
function contextUse({ view }: StudioState): { used: number; length: number } | null {
  if (!view) return null;
  const details = view.messages.findLast((message) => message.details)?.details;
  return view.context ?? details?.context ?? null;
}

/** How much of the context the conversation takes, small. */
export function ContextMeter() {
  const { t } = useTranslation();
  const used = useStudio((state) => contextUse(state)?.used);
  const length = useStudio((state) => contextUse(state)?.length);
  if (used === undefined || !length) return null;
  const percent = Math.min(100, (used / length) * 100);
  const values = { used: number(used), length: number(length) };
  return (
    <Tooltip label={t('context.long', values)} multiline maw={280}>
      <span
        className={classes.context}
        tabIndex={0}
        role="img"
        aria-label={t('context.long', values)}
      >
        <RingProgress
          size={20}
          thickness={3}
          sections={[{ value: percent, color: percent > 85 ? 'orange' : 'fern' }]}
          aria-hidden
        />
        {t('context.short', values)}
      </span>
    </Tooltip>
  );
}

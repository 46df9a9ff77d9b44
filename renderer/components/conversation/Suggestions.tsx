import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { SmallButton } from '../small';
import { useRotation } from '../useRotation';
import { writeDraft } from '../../state/drafts';
import { focusComposer } from '../../state/focus';
import classes from './Conversation.module.css';

interface Properties {
  readonly id: string;
  readonly label: string;
  readonly testId: string;
  readonly all: readonly string[];
  /** How many are shown at once. */
  readonly most: number;
}

/** Words that the package was trained on, to be put into the field for the next question. */
export function Suggestions({ id, label, testId, all, most }: Properties) {
  const { t } = useTranslation();
  const [shown, showOthers] = useRotation(all, most);
  if (all.length === 0) return null;
  return (
    <div className={classes.suggestions} role="group" aria-label={label}>
      {shown.map((words) => (
        <SmallButton
          key={words}
          radius="xl"
          fw={500}
          data-testid={testId}
          onClick={() => {
            writeDraft(id, words);
            focusComposer();
          }}
        >
          {words}
        </SmallButton>
      ))}
      {showOthers && (
        <Button
          size="compact-sm"
          variant="subtle"
          color="gray"
          data-testid={`${testId}-others`}
          onClick={showOthers}
        >
          {t('welcome.others')}
        </Button>
      )}
    </div>
  );
}

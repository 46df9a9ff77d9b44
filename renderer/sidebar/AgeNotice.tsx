import { Alert, UnstyledButton } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call } from '../api';
import { attempt } from '../state/notify';
import { useStudio } from '../state/studio';
import { ageProblem } from '../../shared/age';

/** Says for as long as it is so that the program is too old, or runs on an Electron that is. */
export function AgeNotice() {
  const { t } = useTranslation();
  const [problem, setProblem] = useState<ReturnType<typeof ageProblem>>(null);
  useEffect(() => {
    void attempt(async () => setProblem(ageProblem(await call('about.get', {}))));
  }, []);
  if (problem === null) return null;
  return (
    <UnstyledButton
      data-testid="age-notice"
      onClick={() => useStudio.setState({ dialog: { kind: 'about' } })}
    >
      <Alert color="yellow" radius={0} px="sm" py={6} fz="xs" role="status">
        {t(`about.notice.${problem}`)}
      </Alert>
    </UnstyledButton>
  );
}

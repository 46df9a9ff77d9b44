import { Button, Menu } from '@mantine/core';
import { IconCheck, IconPhoto } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useManifest, useStudio } from '../../state/studio';
import { answerKindSchema } from '../../../shared/attachment';

/** What is answered with; only where the model draws when it is asked to. */
export function AnswerMenu() {
  const { t } = useTranslation();
  const answerKind = useStudio((state) => state.answerKind);
  if (useManifest()?.capabilities.draws !== 'asked') return null;
  return (
    <Menu position="top-start" width={300}>
      <Menu.Target>
        <Button
          variant={answerKind === 'auto' ? 'subtle' : 'light'}
          color={answerKind === 'auto' ? 'gray' : undefined}
          size="compact-sm"
          fw={500}
          leftSection={<IconPhoto size={17} />}
          aria-label={t('answerKind.label', { choice: t(`answerKind.${answerKind}`) })}
        >
          {t(`answerKind.${answerKind}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('answerKind.title')}</Menu.Label>
        {answerKindSchema.options.map((choice) => (
          <Menu.Item
            key={choice}
            role="menuitemradio"
            aria-checked={choice === answerKind}
            leftSection={
              <IconCheck size={16} style={{ opacity: choice === answerKind ? 1 : 0 }} aria-hidden />
            }
            onClick={() => useStudio.setState({ answerKind: choice })}
          >
            {t(`answerKind.${choice}Long`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

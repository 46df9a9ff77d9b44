import { Button, Group, Stack, Text, Title } from '@mantine/core';
import { IconPhotoPlus } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import welcomeClasses from '../../components/conversation/Welcome.module.css';
import { PickButton } from '../../components/conversation/PickButton';
import { useStudio } from '../../state/studio';
import { pickSources } from './actions';
import classes from './Edit.module.css';
import { suggestedInstructions } from './suggestions';

/** How many examples are named. */
const SHOWN = 8;

/** No picture yet: how one comes in, and what can be asked for. */
export function EditWelcome() {
  const { t } = useTranslation();
  const manifest = useStudio(({ status }) => (status.state === 'ready' ? status.manifest : null));
  const examples = suggestedInstructions(manifest);
  return (
    <div className={classes.scroller}>
      <Stack className={welcomeClasses.welcome} gap="lg" data-testid="edit-welcome">
        <div>
          <Title order={2} className={welcomeClasses.title}>
            {t('edit.welcome')}
          </Title>
          <Text c="dimmed" mt={6}>
            {t('edit.welcomeText')}
          </Text>
        </div>
        <Group>
          <Button
            leftSection={<IconPhotoPlus size={18} />}
            data-testid="edit-pick"
            onClick={() => void pickSources()}
          >
            {t('edit.pick')}
          </Button>
          <PickButton />
          <Text size="sm" c="dimmed">
            {t('edit.orDrop')}
          </Text>
        </Group>
        <div className={welcomeClasses.limits}>
          <Text size="sm" fw={600}>
            {t('edit.how')}
          </Text>
          <Text size="sm" c="dimmed" mt={4}>
            {t('edit.howText')}
          </Text>
        </div>
        {manifest && (
          <div className={welcomeClasses.limits}>
            <Text size="sm" fw={600}>
              {t('welcome.limits', { name: manifest.name })}
            </Text>
            <Text size="sm" c="dimmed" mt={4}>
              {examples.length > 0
                ? t('edit.trained', { examples: examples.slice(0, SHOWN).join(' ') })
                : t('edit.untrained', { name: manifest.name })}
            </Text>
          </div>
        )}
      </Stack>
    </div>
  );
}

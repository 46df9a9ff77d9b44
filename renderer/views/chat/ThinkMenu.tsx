import { Button, Menu } from '@mantine/core';
import { IconBulb, IconCheck } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { useStudio } from '../../state/studio';
import { usePhrase } from '../../state/thought';
import { thinkSchema } from '../../../shared/attachment';

/** Whether answers think visually; only where the package was trained to. */
export function ThinkMenu() {
  const { t } = useTranslation();
  const think = useStudio((state) => state.think);
  if (usePhrase() === null) return null;
  return (
    <Menu position="top-start" width={300}>
      <Menu.Target>
        <Button
          variant={think === 'auto' ? 'subtle' : 'light'}
          color={think === 'auto' ? 'gray' : undefined}
          size="compact-sm"
          fw={500}
          leftSection={<IconBulb size={17} />}
          aria-label={t('think.label', { choice: t(`think.${think}`) })}
        >
          {t(`think.${think}`)}
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t('think.title')}</Menu.Label>
        {thinkSchema.options.map((choice) => (
          <Menu.Item
            key={choice}
            role="menuitemradio"
            aria-checked={choice === think}
            leftSection={
              <IconCheck size={16} style={{ opacity: choice === think ? 1 : 0 }} aria-hidden />
            }
            onClick={() => useStudio.setState({ think: choice })}
          >
            {t(`think.${choice}Long`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}

import { Kbd, SimpleGrid, Stack } from '@mantine/core';
import { Fragment } from 'react';
import { useTranslation } from 'react-i18next';
import { Hint } from '../components/small';
import { commands, type CommandName } from './commands';
import { Dialog } from '../components/Dialog';
import { keyCaps } from '../components/keys';
import classes from './App.module.css';

/** Keys that belong to a field rather than to the window. */
const fieldKeys = [
  { name: 'send', keys: ['Enter'] },
  { name: 'newLine', keys: ['shift+Enter'] },
  { name: 'editLast', keys: ['↑'] },
  { name: 'moveInList', keys: ['↑', '↓'] },
  { name: 'deleteInList', keys: ['Delete'] },
  { name: 'zoomPicture', keys: ['+', '-', '0'] },
  { name: 'undoStep', keys: ['mod+Z'] },
  { name: 'redoStep', keys: ['mod+shift+Z', 'mod+Y'] },
  { name: 'moveFrame', keys: ['Alt+←', 'Alt+→'] },
  { name: 'moveMark', keys: ['←', '→', '+', '-'] },
] as const;

/** All shortcuts of the window. */
export function ShortcutsDialog({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('shortcuts.title')} size={760} onClose={onClose}>
      <SimpleGrid cols={{ base: 1, sm: 2 }} spacing={32}>
        <section>
          <Hint fw={600}>{t('shortcuts.window')}</Hint>
          {(Object.keys(commands) as CommandName[]).map((name) => (
            <Shortcut key={name} words={t(`shortcuts.${name}`)} keys={commands[name].keys} />
          ))}
        </section>
        <Stack gap={0}>
          <Hint fw={600}>{t('shortcuts.fields')}</Hint>
          {fieldKeys.map(({ name, keys }) => (
            <Shortcut key={name} words={t(`shortcuts.${name}`)} keys={keys} />
          ))}
        </Stack>
      </SimpleGrid>
    </Dialog>
  );
}

function Shortcut({ words, keys }: { readonly words: string; readonly keys: readonly string[] }) {
  const { t } = useTranslation();
  return (
    <div className={classes.shortcut}>
      <span>{words}</span>
      <span style={{ whiteSpace: 'nowrap' }}>
        {keys.map((combination, index) => (
          <Fragment key={combination}>
            {index > 0 && ` ${t('shortcuts.or')} `}
            {keyCaps(combination).map((cap, place) => (
              <Fragment key={cap}>
                {place > 0 && ' '}
                <Kbd size="sm">{cap}</Kbd>
              </Fragment>
            ))}
          </Fragment>
        ))}
      </span>
    </div>
  );
}

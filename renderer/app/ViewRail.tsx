import { Tooltip, UnstyledButton } from '@mantine/core';
import {
  IconLibraryPhoto,
  IconMessage,
  IconMovie,
  IconPhotoEdit,
  IconZoomQuestion,
  type Icon,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { keysOf } from './commands';
import { showView } from '../state/goTo';
import { keyCaps } from '../components/keys';
import { useStudio } from '../state/studio';
import { viewNames, type ViewName } from '../state/views';
import classes from './ViewRail.module.css';

const signs: Readonly<Record<ViewName, Icon>> = {
  chat: IconMessage,
  edit: IconPhotoEdit,
  frames: IconMovie,
  zoom: IconZoomQuestion,
  library: IconLibraryPhoto,
};

/** The views of the window, one below the other at its edge. */
export function ViewRail() {
  const { t } = useTranslation();
  const place = useStudio((state) => state.place);
  return (
    <nav className={classes.rail} aria-label={t('place.label')}>
      {viewNames.map((name) => {
        const Sign = signs[name];
        const [keys = ''] = keysOf[name];
        return (
          <Tooltip
            key={name}
            position="right"
            label={`${t(`placeHint.${name}`)} (${keyCaps(keys).join('+')})`}
          >
            <UnstyledButton
              className={classes.place}
              data-testid={`place-${name}`}
              aria-current={place === name ? 'page' : undefined}
              onClick={() => showView(name)}
            >
              <Sign size={21} stroke={1.7} aria-hidden="true" />
              {t(`place.${name}`)}
            </UnstyledButton>
          </Tooltip>
        );
      })}
    </nav>
  );
}

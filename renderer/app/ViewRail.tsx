import { Tooltip, UnstyledButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { showView } from '../state/goTo';
import { keyCaps } from '../components/keys';
import { useStudio } from '../state/studio';
import { viewNames, views } from '../views/registry';
import classes from './ViewRail.module.css';

/** The views of the window, one below the other at its edge. */
export function ViewRail() {
  const { t } = useTranslation();
  const place = useStudio((state) => state.place);
  return (
    <nav className={classes.rail} aria-label={t('place.label')}>
      {viewNames.map((name) => {
        const { Sign, keys } = views[name];
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

import { UnstyledButton } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconMessage,
  IconPhotoPlus,
  IconTrash,
} from '@tabler/icons-react';
import { memo, useEffect, useMemo, useRef, type KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import panel from '../../components/conversation/SidePanel.module.css';
import { IconButton } from '../../components/IconButton';
import { ItemBoundary } from '../../components/ItemBoundary';
import { shortened } from '../../components/shortened';
import { number } from '../../i18n';
import { pickSources, redoStep, removeSource, undoStep } from './actions';
import classes from './Edit.module.css';
import { selectStep, useEdit } from '../../state/edit';
import { rowsOf, type Row, type Step } from './steps';
import { thumbnailUrl } from '../../../shared/ipc/contract';

interface Properties {
  readonly steps: readonly Step[];
  readonly shown: Step | undefined;
}

/** Deeper levels are not moved further to the right, so that their words keep room. */
const MOST_INDENT = 6;

/** All steps as a tree: going to one and changing it there begins a new branch. */
export function StepTree({ steps, shown }: Properties) {
  const { t } = useTranslation();
  const list = useRef<HTMLUListElement>(null);
  const forward = useEdit((state) => state.forward.length);
  const rows = useMemo(() => rowsOf(steps), [steps]);

  const key = shown?.key;
  useEffect(() => {
    const item = list.current?.querySelector('[aria-selected="true"]');
    item?.scrollIntoView({ block: 'nearest' });
  }, [key, rows]);

  function onKeyDown(event: KeyboardEvent): void {
    const at = rows.findIndex(({ step }) => step.key === shown?.key);
    const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: rows.length - 1 }[event.key];
    const next = to === undefined ? undefined : rows[to];
    if (!next) return;
    event.preventDefault();
    selectStep(next.step.key);
    const items = list.current?.querySelectorAll<HTMLElement>('[role="treeitem"]');
    items?.[rows.indexOf(next)]?.focus();
  }

  return (
    <section className={panel.panel} aria-label={t('edit.steps')}>
      <div className={panel.head}>
        <span className={panel.title}>{t('edit.steps')}</span>
        <IconButton
          size="sm"
          label={t('edit.undo')}
          keys="mod+Z"
          icon={<IconArrowBackUp size={17} />}
          disabled={!shown?.parent}
          onClick={() => undoStep(shown)}
        />
        <IconButton
          size="sm"
          label={t('edit.redo')}
          keys="mod+shift+Z"
          icon={<IconArrowForwardUp size={17} />}
          disabled={forward === 0 && !steps.some(({ parent }) => shown && parent === shown.key)}
          onClick={() => redoStep(shown, steps)}
        />
        <IconButton
          size="sm"
          label={t('edit.newPicture')}
          icon={<IconPhotoPlus size={17} />}
          onClick={() => void pickSources()}
        />
      </div>
      <ul
        ref={list}
        className={panel.list}
        role="tree"
        aria-label={t('edit.steps')}
        onKeyDown={onKeyDown}
      >
        {rows.map((row) => (
          <ItemBoundary key={row.step.key} of={row.step}>
            <StepItem step={row.step} level={row.level} selected={row.step.key === shown?.key} />
          </ItemBoundary>
        ))}
      </ul>
    </section>
  );
}

/** One step; going from one to another draws two of them anew, however many there are. */
const StepItem = memo(function StepItem({
  step,
  level,
  selected,
}: Row & { readonly selected: boolean }) {
  const { t } = useTranslation();
  const image = step.picture?.image;
  const draft = step.message === null;
  return (
    <li role="none" style={{ position: 'relative' }}>
      <UnstyledButton
        className={panel.item}
        role="treeitem"
        aria-level={level}
        aria-selected={selected}
        tabIndex={selected ? 0 : -1}
        data-testid="edit-step"
        style={{ paddingLeft: 6 + Math.min(level - 1, MOST_INDENT) * 14 }}
        onClick={() => selectStep(step.key)}
      >
        <span className={classes.thumbnail}>
          {image && (
            <img className={classes.picture} src={thumbnailUrl(image)} alt={''} loading="lazy" />
          )}
          {step.kind === 'words' && (
            <IconMessage size={18} style={{ margin: 12 }} color="#60645f" />
          )}
        </span>
        <span className={panel.words}>{wordsOf(step)}</span>
      </UnstyledButton>
      {draft && image && (
        <span style={{ position: 'absolute', top: 14, right: 4 }}>
          <IconButton
            size="sm"
            label={t('edit.removeSource')}
            icon={<IconTrash size={15} />}
            onClick={() => removeSource(image)}
          />
        </span>
      )}
    </li>
  );

  function wordsOf({ instruction, kind, picture }: Step): string {
    if (instruction) return shortened(instruction);
    if (kind !== 'source' || !picture) return t('picture.drawn');
    const size = t('composer.size', {
      width: number(picture.width),
      height: number(picture.height),
    });
    return draft ? t('edit.notAsked', { size }) : t('edit.sourceOf', { size });
  }
});

import { UnstyledButton } from '@mantine/core';
import { IconPhotoPlus, IconTrash } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import panel from '../../components/conversation/SidePanel.module.css';
import { IconButton } from '../../components/IconButton';
import { ItemBoundary } from '../../components/ItemBoundary';
import { shortened } from '../../components/shortened';
import { number } from '../../i18n';
import { pickImages, removeQuestion } from './actions';
import { useZoom } from '../../state/zoom';
import type { Shown, ShownQuestions } from './useQuestions';
import classes from './Zoom.module.css';
import { thumbnailUrl } from '../../../shared/ipc/contract';

/** The questions about pictures of this conversation, newest last. */
export function QuestionList({ all, shown }: ShownQuestions) {
  const { t } = useTranslation();
  return (
    <nav className={panel.panel} aria-label={t('zoomView.looks')}>
      <div className={panel.head}>
        <span className={panel.title}>{t('zoomView.looks')}</span>
        <IconButton
          size="sm"
          label={t('edit.newPicture')}
          icon={<IconPhotoPlus size={17} />}
          onClick={() => void pickImages()}
        />
      </div>
      <ul className={panel.list}>
        {all.map((one) => (
          <ItemBoundary key={one.key} of={one}>
            <QuestionItem one={one} selected={one.key === shown?.key} />
          </ItemBoundary>
        ))}
      </ul>
    </nav>
  );
}

function QuestionItem({ one, selected }: { readonly one: Shown; readonly selected: boolean }) {
  const { t } = useTranslation();
  const picture = one.kind === 'look' ? one.look.picture : one.picture;
  const size = t('composer.size', {
    width: number(picture.width),
    height: number(picture.height),
  });
  return (
    <li style={{ position: 'relative' }}>
      <UnstyledButton
        className={panel.item}
        aria-current={selected ? 'true' : undefined}
        data-testid="zoom-item"
        onClick={() => useZoom.setState({ selected: one.key, follow: false })}
      >
        <img
          className={classes.thumbnail}
          src={thumbnailUrl(picture.image)}
          alt={''}
          loading="lazy"
        />
        <span className={panel.words}>
          {one.kind === 'look' ? shortened(one.look.question) : t('edit.notAsked', { size })}
        </span>
      </UnstyledButton>
      {one.kind === 'draft' && (
        <span style={{ position: 'absolute', top: 14, right: 4 }}>
          <IconButton
            size="sm"
            label={t('edit.removeSource')}
            icon={<IconTrash size={15} />}
            onClick={() => removeQuestion(one.picture.image)}
          />
        </span>
      )}
    </li>
  );
}

import { Indicator } from '@mantine/core';
import {
  IconArrowBackUp,
  IconArrowForwardUp,
  IconBinaryTree2,
  IconLayoutSidebar,
  IconMessageCog,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../IconButton';
import { redo, undo, useStepsState } from '../../state/undo';
import { openDialog, useStudio } from '../../state/studio';
import classes from './Conversation.module.css';
import { PackageChip } from './PackageChip';

/** Title of the conversation, what stands before it, and the package that answers. */
export function Header() {
  const { t } = useTranslation();
  const sidebar = useStudio((state) => state.sidebar);
  const conversation = useStudio((state) => state.view?.conversation);
  return (
    <header className={classes.header}>
      {!sidebar && (
        <IconButton
          label={t('sidebar.show')}
          keys="mod+B"
          icon={<IconLayoutSidebar size={18} />}
          onClick={() => useStudio.setState({ sidebar: true })}
        />
      )}
      {conversation ? (
        <h1 className={classes.title}>{conversation.title || t('conversation.untitled')}</h1>
      ) : (
        <div className={classes.title} />
      )}
      <PackageChip />
      <Steps />
      {conversation && (
        <IconButton
          label={t('map.title')}
          keys="mod+shift+M"
          icon={<IconBinaryTree2 size={18} />}
          data-testid="open-map"
          onClick={() => openDialog({ kind: 'map', conversationId: conversation.id })}
        />
      )}
      {conversation && (
        <Indicator disabled={!conversation.systemPrompt} size={7} offset={5}>
          <IconButton
            label={conversation.systemPrompt ? t('systemPrompt.openSet') : t('systemPrompt.open')}
            keys="mod+shift+S"
            icon={<IconMessageCog size={18} />}
            onClick={() => openDialog({ kind: 'systemPrompt', conversationId: conversation.id })}
          />
        </Indicator>
      )}
    </header>
  );
}

/** Undoes and redoes what was done to the tree, where there is something. */
function Steps() {
  const { t } = useTranslation();
  const steps = useStepsState();
  if (steps.undo === null && steps.redo === null) return null;
  return (
    <>
      <IconButton
        label={
          steps.undo ? t('steps.undo', { step: t(`steps.kind.${steps.undo}`) }) : t('common.undo')
        }
        keys="mod+Z"
        icon={<IconArrowBackUp size={18} />}
        disabled={steps.undo === null}
        data-testid="undo"
        onClick={() => void undo()}
      />
      <IconButton
        label={
          steps.redo ? t('steps.redo', { step: t(`steps.kind.${steps.redo}`) }) : t('common.redo')
        }
        keys="mod+shift+Z"
        icon={<IconArrowForwardUp size={18} />}
        disabled={steps.redo === null}
        data-testid="redo"
        onClick={() => void redo()}
      />
    </>
  );
}

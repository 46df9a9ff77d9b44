import { Menu } from '@mantine/core';
import {
  IconArrowsMaximize,
  IconCopy,
  IconDeviceFloppy,
  IconEraser,
  IconMessage,
  IconRefresh,
  IconWand,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { SmallButton } from '../../components/small';
import { Details } from '../../components/conversation/Details';
import { showView } from '../../state/goTo';
import { IconButton } from '../../components/IconButton';
import { number } from '../../i18n';
import { regenerate } from '../../state/chat';
import { copyPicture, saveStep } from '../../state/pictures';
import { openDialog } from '../../state/studio';
import { useEdit } from '../../state/edit';
import type { Step } from './steps';

interface Properties {
  readonly step: Step;
  /** What it goes back to, where that has another size. */
  readonly original: { readonly width: number; readonly height: number } | 'part' | null;
}

const ICON = 17;
/** Variants that are prepared when the dialog opens. */
const VARIANTS = 4;

/** What can be done with a finished step. */
export function StepActions({ step, original }: Properties) {
  const { t } = useTranslation();
  const { message, part, picture } = step;
  const image = picture?.image;
  if (!message || !image || step.kind !== 'drawn' || message.finish === 'running') return null;
  const place = { messageId: message.id, part };
  return (
    <>
      {picture.rendering && (
        <SmallButton
          leftSection={<IconWand size={ICON} />}
          data-testid="edit-variants"
          onClick={() => openDialog({ kind: 'decode', ...place, count: VARIANTS })}
        >
          {t('edit.variants')}
        </SmallButton>
      )}
      <Menu position="bottom-end" shadow="md" withinPortal>
        <Menu.Target>
          <SmallButton leftSection={<IconDeviceFloppy size={ICON} />} data-testid="edit-save">
            {t('common.save')}
          </SmallButton>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconDeviceFloppy size={ICON} />}
            data-testid="edit-save-history"
            onClick={() => void saveStep({ place, history: true, original: false })}
          >
            {t('edit.saveHistory')}
          </Menu.Item>
          <Menu.Item
            leftSection={<IconEraser size={ICON} />}
            onClick={() => void saveStep({ place, history: false, original: false })}
          >
            {t('edit.saveBare')}
          </Menu.Item>
          {original && (
            <Menu.Item
              leftSection={<IconArrowsMaximize size={ICON} />}
              data-testid="edit-put-back"
              onClick={() => openDialog({ kind: 'putBack', ...place })}
            >
              {original === 'part'
                ? t('edit.putBackPart')
                : t('edit.putBack', {
                    width: number(original.width),
                    height: number(original.height),
                  })}
            </Menu.Item>
          )}
        </Menu.Dropdown>
      </Menu>
      <IconButton
        size="sm"
        label={t('picture.copy')}
        icon={<IconCopy size={ICON} />}
        onClick={() => void copyPicture(image)}
      />
      <IconButton
        size="sm"
        label={t('edit.again')}
        icon={<IconRefresh size={ICON} />}
        onClick={() => {
          useEdit.setState({ follow: true });
          void regenerate(message);
        }}
      />
      <IconButton
        size="sm"
        label={t('edit.inChat')}
        icon={<IconMessage size={ICON} />}
        onClick={() => showView('chat')}
      />
      <Details message={message} />
    </>
  );
}

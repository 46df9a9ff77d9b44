import { Menu } from '@mantine/core';
import {
  IconArrowForward,
  IconColumns2,
  IconCopyPlus,
  IconDots,
  IconFolderSymlink,
  IconTag,
  IconTrash,
} from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { focusComposer } from '../../state/focus';
import { IconButton } from '../../components/IconButton';
import { deleteBranch, ownBranch } from '../../state/undo';
import { openDialog, useStudio } from '../../state/studio';
import type { Message } from '../../../shared/message';

/** What can be done with the branch that a message begins. */
export function MessageMenu({ message }: { readonly message: Message }) {
  const { t } = useTranslation();
  const { id, role, conversationId, siblings, name } = message;
  const at = siblings.indexOf(id);
  const other = siblings[at - 1] ?? siblings[at + 1];

  function goOn(): void {
    useStudio.setState({ continuing: id });
    window.requestAnimationFrame(focusComposer);
  }

  return (
    <Menu position="bottom-start" width={270} returnFocus>
      <Menu.Target>
        <IconButton
          size="sm"
          label={role === 'user' ? t('branch.ofQuestion') : t('branch.ofAnswer')}
          icon={<IconDots size={16} />}
          data-testid="message-menu"
        />
      </Menu.Target>
      <Menu.Dropdown>
        {role === 'assistant' && (
          <Menu.Item leftSection={<IconArrowForward size={16} />} onClick={goOn}>
            {t('branch.continue')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconTag size={16} />}
          data-testid="name-branch"
          onClick={() => openDialog({ kind: 'nameBranch', messageId: id, name, back: null })}
        >
          {t('branch.name')}
        </Menu.Item>
        {other !== undefined && (
          <Menu.Item
            leftSection={<IconColumns2 size={16} />}
            data-testid="compare-neighbour"
            onClick={() => openDialog({ kind: 'compare', left: other, right: id })}
          >
            {t('branch.compare')}
          </Menu.Item>
        )}
        <Menu.Item
          leftSection={<IconCopyPlus size={16} />}
          onClick={() => void ownBranch(id, false)}
        >
          {t('branch.copy')}
        </Menu.Item>
        <Menu.Item
          leftSection={<IconFolderSymlink size={16} />}
          onClick={() => void ownBranch(id, true)}
        >
          {t('branch.move')}
        </Menu.Item>
        <Menu.Item
          color="red"
          leftSection={<IconTrash size={16} />}
          onClick={() => void deleteBranch(conversationId, id)}
        >
          {t('branch.deleteFrom')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}

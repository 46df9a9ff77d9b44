import { Modal, type ModalProps } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';

interface Properties {
  readonly title: string;
  readonly size?: ModalProps['size'];
  readonly fullScreen?: boolean;
  readonly onClose: () => void;
  readonly children: ModalProps['children'];
}

/** A dialog over the window: Escape closes it, and the keyboard returns to where it was. */
export function Dialog({ title, size = 'lg', fullScreen, onClose, children }: Properties) {
  const { t } = useTranslation();
  useEffect(() => {
    const before = document.activeElement;
    return () => {
      // The dialog's own focus trap lets go in the same task.
      window.requestAnimationFrame(() => {
        if (before instanceof HTMLElement && before.isConnected) before.focus();
      });
    };
  }, []);
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size={size}
      fullScreen={fullScreen}
      returnFocus={false}
      closeButtonProps={{ 'aria-label': t('common.close') }}
      styles={{ title: { fontWeight: 650 } }}
    >
      {children}
    </Modal>
  );
}

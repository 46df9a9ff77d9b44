import { Button } from '@mantine/core';
import { IconLibraryPhoto } from '@tabler/icons-react';
import { useTranslation } from 'react-i18next';
import { openDialog } from '../../state/studio';

/** Opens the library to take pictures of it into the view on the screen. */
export function PickButton() {
  const { t } = useTranslation();
  return (
    <Button
      variant="default"
      leftSection={<IconLibraryPhoto size={18} />}
      data-testid="library-pick"
      onClick={() => openDialog({ kind: 'pickFromLibrary' })}
    >
      {t('library.pick')}
    </Button>
  );
}

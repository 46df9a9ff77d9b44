import { ExportDialog } from '../archive/ExportDialog';
import { ImportDialog } from '../archive/ImportDialog';
import { DecodeDialog } from '../chat/DecodeDialog';
import { LinkDialog } from '../chat/LinkDialog';
import { PictureDialog } from '../chat/PictureDialog';
import { ReadBackDialog } from '../chat/ReadBackDialog';
import { SystemPromptDialog } from '../chat/SystemPromptDialog';
import { PutBackDialog } from '../edit/PutBackDialog';
import { JumpDialog } from '../library/JumpDialog';
import { PickDialog } from '../library/PickDialog';
import { CopyDialog } from '../safety/CopyDialog';
import { RescuedDialog } from '../safety/RescuedDialog';
import { AboutDialog } from '../settings/AboutDialog';
import { LicencesDialog } from '../settings/LicencesDialog';
import { SettingsDialog } from '../settings/SettingsDialog';
import { ShortcutsDialog } from '../settings/ShortcutsDialog';
import { useStudio } from '../state/studio';
import { ThoughtDialog } from '../zoom/ThoughtDialog';

const close = (): void => useStudio.setState({ dialog: null });

/** The dialog that is open, if any. */
export function Dialogs() {
  const dialog = useStudio((state) => state.dialog);
  switch (dialog?.kind) {
    case 'settings':
      return <SettingsDialog tab={dialog.tab} onClose={close} />;
    case 'copy':
      return <CopyDialog name={dialog.name} createdAt={dialog.createdAt} />;
    case 'rescued':
      return <RescuedDialog rescued={dialog.rescued} onClose={close} />;
    case 'about':
      return <AboutDialog onClose={close} />;
    case 'licences':
      return <LicencesDialog onClose={close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case 'export':
      return <ExportDialog onClose={close} />;
    case 'import':
      return <ImportDialog onClose={close} />;
    case 'jump':
      return <JumpDialog onClose={close} />;
    case 'pickFromLibrary':
      return <PickDialog onClose={close} />;
    case 'systemPrompt':
      return <SystemPromptDialog conversationId={dialog.conversationId} onClose={close} />;
    case 'picture':
      return <PictureDialog image={dialog.image} label={dialog.label} onClose={close} />;
    case 'decode':
      return (
        <DecodeDialog
          messageId={dialog.messageId}
          part={dialog.part}
          count={dialog.count}
          onClose={close}
        />
      );
    case 'putBack':
      return <PutBackDialog messageId={dialog.messageId} part={dialog.part} onClose={close} />;
    case 'readBack':
      return <ReadBackDialog messageId={dialog.messageId} part={dialog.part} onClose={close} />;
    case 'thought':
      return <ThoughtDialog messageId={dialog.messageId} onClose={close} />;
    case 'link':
      return <LinkDialog url={dialog.url} onClose={close} />;
    case undefined:
      return null;
  }
}

import { ExportDialog } from '../archive/ExportDialog';
import { ImportDialog } from '../archive/ImportDialog';
import { BinDialog } from '../bin/BinDialog';
import { CompareDialog } from '../branches/CompareDialog';
import { MapDialog } from '../branches/MapDialog';
import { NameDialog } from '../branches/NameDialog';
import { DecodeDialog } from '../chat/DecodeDialog';
import { LinkDialog } from '../chat/LinkDialog';
import { OrganiseDialog } from '../chat/OrganiseDialog';
import { PictureDialog } from '../chat/PictureDialog';
import { ReadBackDialog } from '../chat/ReadBackDialog';
import { SystemPromptDialog } from '../chat/SystemPromptDialog';
import { PutBackDialog } from '../edit/PutBackDialog';
import { JumpDialog } from '../library/JumpDialog';
import { PickDialog } from '../library/PickDialog';
import { PromptsDialog } from '../prompts/PromptsDialog';
import { CopyDialog } from '../safety/CopyDialog';
import { RescuedDialog } from '../safety/RescuedDialog';
import { AboutDialog } from '../settings/AboutDialog';
import { LicencesDialog } from '../settings/LicencesDialog';
import { SettingsDialog } from '../settings/SettingsDialog';
import { ShortcutsDialog } from '../settings/ShortcutsDialog';
import { useStudio } from '../state/studio';
import { ThoughtDialog } from '../zoom/ThoughtDialog';

const close = (): void => useStudio.setState({ dialog: null });

const backToMap = (): void =>
  useStudio.setState(({ view }) => ({
    dialog: view ? { kind: 'map', conversationId: view.id } : null,
  }));

/** The dialog that is open, if any. */
export function Dialogs() {
  const dialog = useStudio((state) => state.dialog);
  switch (dialog?.kind) {
    case 'settings':
      return <SettingsDialog tab={dialog.tab} onClose={close} />;
    case 'copy':
      return <CopyDialog at={dialog.at} name={dialog.name} createdAt={dialog.createdAt} />;
    case 'rescued':
      return <RescuedDialog rescued={dialog.rescued} onClose={close} />;
    case 'about':
      return <AboutDialog onClose={close} />;
    case 'licences':
      return <LicencesDialog onClose={close} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={close} />;
    case 'export':
      return <ExportDialog folder={dialog.folder} onClose={close} />;
    case 'import':
      return <ImportDialog onClose={close} />;
    case 'jump':
      return <JumpDialog onClose={close} />;
    case 'pickFromLibrary':
      return <PickDialog onClose={close} />;
    case 'bin':
      return <BinDialog onClose={close} />;
    case 'prompts':
      return <PromptsDialog onClose={close} />;
    case 'map':
      return <MapDialog conversationId={dialog.conversationId} onClose={close} />;
    case 'organise':
      return <OrganiseDialog conversationId={dialog.conversationId} onClose={close} />;
    case 'compare':
      return <CompareDialog left={dialog.left} right={dialog.right} onClose={close} />;
    case 'nameBranch':
      return (
        <NameDialog
          messageId={dialog.messageId}
          name={dialog.name}
          onClose={dialog.back === 'map' ? backToMap : close}
        />
      );
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

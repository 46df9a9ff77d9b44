import { ExportDialog } from '../dialogs/archive/ExportDialog';
import { ImportDialog } from '../dialogs/archive/ImportDialog';
import { TrashDialog } from '../dialogs/trash/TrashDialog';
import { CompareDialog } from '../dialogs/branches/CompareDialog';
import { MapDialog } from '../dialogs/branches/MapDialog';
import { NameDialog } from '../dialogs/branches/NameDialog';
import { DecodeDialog } from '../views/chat/DecodeDialog';
import { LinkDialog } from '../views/chat/LinkDialog';
import { OrganiseDialog } from '../sidebar/OrganiseDialog';
import { PictureDialog } from '../views/chat/PictureDialog';
import { ReadBackDialog } from '../views/chat/ReadBackDialog';
import { SystemPromptDialog } from '../views/chat/SystemPromptDialog';
import { PutBackDialog } from '../views/edit/PutBackDialog';
import { SearchDialog } from '../dialogs/search/SearchDialog';
import { PickDialog } from '../views/library/PickDialog';
import { PromptsDialog } from '../dialogs/prompts/PromptsDialog';
import { BackupDialog } from '../dialogs/recovery/BackupDialog';
import { RescuedDialog } from '../dialogs/recovery/RescuedDialog';
import { AboutDialog } from '../dialogs/settings/AboutDialog';
import { LicencesDialog } from '../dialogs/settings/LicencesDialog';
import { SettingsDialog } from '../dialogs/settings/SettingsDialog';
import { ShortcutsDialog } from './ShortcutsDialog';
import { useStudio } from '../state/studio';
import { dropIntoView } from './dropFiles';
import { ThoughtDialog } from '../views/zoom/ThoughtDialog';

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
      return <BackupDialog at={dialog.at} name={dialog.name} createdAt={dialog.createdAt} />;
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
      return <SearchDialog onClose={close} />;
    case 'pickFromLibrary':
      return <PickDialog onTake={(files) => void dropIntoView(files)} onClose={close} />;
    case 'bin':
      return <TrashDialog onClose={close} />;
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

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
import { closeDialog, useStudio } from '../state/studio';
import { dropIntoView } from './dropFiles';
import { ThoughtDialog } from '../views/zoom/ThoughtDialog';

const backToMap = (): void =>
  useStudio.setState(({ view }) => ({
    dialog: view ? { kind: 'map', conversationId: view.id } : null,
  }));

/** The dialog that is open, if any. */
export function Dialogs() {
  const dialog = useStudio((state) => state.dialog);
  switch (dialog?.kind) {
    case 'settings':
      return <SettingsDialog tab={dialog.tab} onClose={closeDialog} />;
    case 'copy':
      return <BackupDialog at={dialog.at} name={dialog.name} createdAt={dialog.createdAt} />;
    case 'rescued':
      return <RescuedDialog rescued={dialog.rescued} onClose={closeDialog} />;
    case 'about':
      return <AboutDialog onClose={closeDialog} />;
    case 'licences':
      return <LicencesDialog onClose={closeDialog} />;
    case 'shortcuts':
      return <ShortcutsDialog onClose={closeDialog} />;
    case 'export':
      return <ExportDialog folder={dialog.folder} onClose={closeDialog} />;
    case 'import':
      return <ImportDialog onClose={closeDialog} />;
    case 'jump':
      return <SearchDialog onClose={closeDialog} />;
    case 'pickFromLibrary':
      return <PickDialog onTake={(files) => void dropIntoView(files)} onClose={closeDialog} />;
    case 'bin':
      return <TrashDialog onClose={closeDialog} />;
    case 'prompts':
      return <PromptsDialog onClose={closeDialog} />;
    case 'map':
      return <MapDialog conversationId={dialog.conversationId} onClose={closeDialog} />;
    case 'organise':
      return <OrganiseDialog conversationId={dialog.conversationId} onClose={closeDialog} />;
    case 'compare':
      return <CompareDialog left={dialog.left} right={dialog.right} onClose={closeDialog} />;
    case 'nameBranch':
      return (
        <NameDialog
          messageId={dialog.messageId}
          name={dialog.name}
          onClose={dialog.back === 'map' ? backToMap : closeDialog}
        />
      );
    case 'systemPrompt':
      return <SystemPromptDialog conversationId={dialog.conversationId} onClose={closeDialog} />;
    case 'picture':
      return <PictureDialog image={dialog.image} label={dialog.label} onClose={closeDialog} />;
    case 'decode':
      return (
        <DecodeDialog
          messageId={dialog.messageId}
          part={dialog.part}
          count={dialog.count}
          onClose={closeDialog}
        />
      );
    case 'putBack':
      return (
        <PutBackDialog messageId={dialog.messageId} part={dialog.part} onClose={closeDialog} />
      );
    case 'readBack':
      return (
        <ReadBackDialog messageId={dialog.messageId} part={dialog.part} onClose={closeDialog} />
      );
    case 'thought':
      return <ThoughtDialog messageId={dialog.messageId} onClose={closeDialog} />;
    case 'link':
      return <LinkDialog url={dialog.url} onClose={closeDialog} />;
    case undefined:
      return null;
  }
}

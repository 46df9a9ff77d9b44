/** Commands of the window: each has its keys, and some come from the application menu too. */
import type { MenuCommand } from '../state/connect';
import { startConversation } from '../state/conversations';
import { focusFilter } from '../state/focus';
import { stopAnswer } from '../state/chat';
import type { ViewName } from '../state/views';
import { useStudio, type DialogState } from '../state/studio';

export type CommandName =
  | ViewName
  | 'new'
  | 'jump'
  | 'export'
  | 'import'
  | 'filter'
  | 'settings'
  | 'shortcuts'
  | 'rename'
  | 'pin'
  | 'delete'
  | 'undo'
  | 'redo'
  | 'map'
  | 'organise'
  | 'archive'
  | 'bin'
  | 'prompts'
  | 'systemPrompt'
  | 'attach'
  | 'sidebar'
  | 'stop'
  | 'focusComposer';

const open = (dialog: DialogState): void => useStudio.setState({ dialog });

/** Carries out a command of the application menu. */
export function runMenuCommand(command: MenuCommand): void {
  if (command === 'new') void startConversation();
  else if (command === 'find') focusFilter();
  else open({ kind: command });
}

/** Stops the answer; Escape in a dialog or an editor belongs to these. */
export const stop = (): boolean => useStudio.getState().dialog === null && stopAnswer();

/** Keys in Mantine's notation; `mod` is Command on a Mac and Control elsewhere. */
export const keysOf: Readonly<Record<CommandName, readonly string[]>> = {
  new: ['mod+N'],
  jump: ['mod+K'],
  export: ['mod+E'],
  import: ['mod+shift+O'],
  filter: ['mod+F'],
  settings: ['mod+,'],
  shortcuts: ['?', 'mod+/'],
  rename: ['F2'],
  pin: ['mod+shift+P'],
  delete: ['mod+shift+Backspace'],
  undo: ['mod+Z'],
  redo: ['mod+shift+Z', 'mod+Y'],
  map: ['mod+shift+M'],
  organise: ['mod+shift+F'],
  archive: ['mod+shift+A'],
  bin: ['mod+shift+B'],
  prompts: ['mod+P'],
  systemPrompt: ['mod+shift+S'],
  attach: ['mod+O'],
  sidebar: ['mod+B'],
  stop: ['Escape'],
  focusComposer: ['mod+L'],
  chat: ['mod+1'],
  edit: ['mod+2'],
  frames: ['mod+3'],
  zoom: ['mod+4'],
  library: ['mod+5'],
};

import { Menu, app, type MenuItemConstructorOptions } from 'electron';
import type { StudioEvent } from '../shared/contract';

type Command = Extract<StudioEvent, { type: 'menu' }>['command'];

/** Words of the application menu. */
const WORDS = {
  file: '&File',
  new: 'New conversation',
  settings: 'Settings…',
  view: '&View',
  find: 'Find a conversation',
  help: '&Help',
  shortcuts: 'Keyboard shortcuts',
  logs: 'Open the folder of the logs',
  about: 'About MetaMorph Studio',
} as const;

/**
 * Sets the application menu.
 *
 * @param run carries a command out in the window
 * @param openLogs opens the folder of the logs
 */
export function setMenu(run: (command: Command) => void, openLogs: () => void): void {
  const mac = process.platform === 'darwin';
  const item = (command: Command, accelerator?: string): MenuItemConstructorOptions => ({
    label: WORDS[command],
    ...(accelerator === undefined ? {} : { accelerator }),
    click: () => run(command),
  });
  const settings = item('settings', 'CmdOrCtrl+,');
  const about = item('about');
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  const template: MenuItemConstructorOptions[] = [
    ...(mac
      ? [
          {
            label: app.name,
            submenu: [
              about,
              separator,
              settings,
              separator,
              { role: 'services' },
              separator,
              { role: 'hide' },
              { role: 'hideOthers' },
              { role: 'unhide' },
              separator,
              { role: 'quit' },
            ],
          } satisfies MenuItemConstructorOptions,
        ]
      : []),
    {
      label: WORDS.file,
      submenu: [
        item('new', 'CmdOrCtrl+N'),
        ...(mac ? [] : [settings]),
        separator,
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: WORDS.view,
      submenu: [
        item('find', 'CmdOrCtrl+F'),
        separator,
        { role: 'resetZoom' },
        { role: 'zoomIn' },
        { role: 'zoomOut' },
        { role: 'togglefullscreen' },
        ...(app.isPackaged ? [] : [separator, { role: 'toggleDevTools' } as const]),
      ],
    },
    { role: 'windowMenu' },
    {
      role: 'help',
      label: WORDS.help,
      submenu: [
        item('shortcuts', 'CmdOrCtrl+/'),
        { label: WORDS.logs, click: openLogs },
        ...(mac ? [] : [separator, about]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

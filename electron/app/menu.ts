import { Menu, app, type MenuItemConstructorOptions } from 'electron';
import type { StudioEvent } from '../../shared/ipc/contract';
import { t } from '../../shared/i18n/translate';

type Command = Extract<StudioEvent, { type: 'menu' }>['command'];

/**
 * Sets the application menu.
 *
 * @param run runs a command in the window
 * @param openLogs opens the folder of the logs
 */
export function setMenu(run: (command: Command) => void, openLogs: () => void): void {
  const mac = process.platform === 'darwin';
  const item = (command: Command, accelerator?: string): MenuItemConstructorOptions => ({
    label: t(`menu.${command}`),
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
      label: t('menu.file'),
      submenu: [
        item('new', 'CmdOrCtrl+N'),
        item('export', 'CmdOrCtrl+E'),
        item('import'),
        ...(mac ? [] : [settings]),
        separator,
        mac ? { role: 'close' } : { role: 'quit' },
      ],
    },
    { role: 'editMenu' },
    {
      label: t('menu.view'),
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
      label: t('menu.help'),
      submenu: [
        item('shortcuts', 'CmdOrCtrl+/'),
        { label: t('menu.logs'), click: openLogs },
        ...(mac ? [] : [separator, about]),
      ],
    },
  ];
  Menu.setApplicationMenu(Menu.buildFromTemplate(template));
}

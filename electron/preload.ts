/** Puts the one bridge on `window.studio`: calls, and events; nothing else of Electron. */
import { contextBridge, ipcRenderer, type IpcRendererEvent } from 'electron';
import type { StudioBridge } from '../shared/ipc/contract';

const bridge: StudioBridge = {
  call: (name, input) =>
    ipcRenderer.invoke('call', name, input) as ReturnType<StudioBridge['call']>,
  listen(listener) {
    const onEvent = (_event: IpcRendererEvent, event: unknown): void => listener(event);
    ipcRenderer.on('event', onEvent);
    return () => void ipcRenderer.off('event', onEvent);
  },
};

contextBridge.exposeInMainWorld('studio', bridge);

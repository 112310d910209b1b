export { waitFor } from '../../host/wait.mjs';
export { type Dialog, dialog, type Notification, notification } from './messages';
export { MicrosoftAccounts, type ProviderCall, type ProviderSession } from './microsoft';
export { inputBox, type QuickInput, quickPick, runCommand } from './quickInput';
export { screenshot } from './screenshot';
export { contextMenu, inlineAction, openView, sessionRow, statusItem, treeRow } from './views';
export { startWorkbench, type Workbench, type WorkbenchOptions } from './workbench';

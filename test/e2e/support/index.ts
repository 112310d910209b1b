export { waitFor } from '../../host/wait.mjs';
export {
  agreeToFirstClose,
  type Dialog,
  dialog,
  type Notification,
  notification,
  quietMessage,
} from './messages';
export { MicrosoftAccounts, type ProviderCall, type ProviderSession } from './microsoft';
export { inputBox, type QuickInput, quickPick, runCommand } from './quickInput';
export { screenshot } from './screenshot';
export {
  contextMenu,
  inlineAction,
  menuOf,
  openView,
  sessionRow,
  statusItem,
  treeRow,
  viewMenu,
} from './views';
export { startWorkbench, type Workbench, type WorkbenchOptions } from './workbench';

export { isFulfilled, waitFor } from '../../host/wait.mjs';
export {
  agreeToFirstClose,
  allowEndpoint,
  allowSignIn,
  answerDialog,
  dialog,
  dismissNotification,
  notification,
  quietMessage,
} from './messages';
export { inputBox, openFile, type QuickInput, quickPick, runCommand } from './quickInput';
export { screenshot } from './screenshot';
export {
  contextMenu,
  inlineAction,
  menuOf,
  openView,
  samplesOpen,
  sessionRow,
  statusItem,
  treeRow,
  viewMenu,
} from './views';
export {
  resizeWindow,
  startWorkbench,
  useWorkbench,
  type Workbench,
  type WorkbenchOptions,
} from './workbench';

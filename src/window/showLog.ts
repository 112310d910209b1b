import type { LogOutputChannel } from 'vscode';
import type { CommandHandler } from './commandRegistrar';

/** Show Log: the one log channel. */
export function showLog(log: LogOutputChannel): CommandHandler {
  return () => {
    log.show();
    return Promise.resolve();
  };
}

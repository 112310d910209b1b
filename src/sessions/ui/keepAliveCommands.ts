import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { KeepAlive } from '../keepAlive';
import { keptAliveMessage, stoppedKeepAliveMessage } from '../view/keepAliveMessages';
import type { SessionChoice } from './sessionChoice';

/** What the commands that keep sessions alive need. */
interface KeepAliveCommandDeps {
  readonly choice: SessionChoice;
  readonly clock: Clock;
  readonly keepAlive: KeepAlive;
}

/** How long the status bar shows what a command did, in milliseconds. */
const messageMs = 5000;

/** Keep Session Alive: refreshes sessions for a while, so that they don't expire. */
export function keepSessionAlive({
  choice,
  clock,
  keepAlive,
}: KeepAliveCommandDeps): CommandHandler {
  return async (node, nodes) => {
    const keys = await choice.choose(node, nodes, l10n.t('Keep Session Alive'));
    const started = keepAlive.start(keys);
    if (started.count > 0) {
      const { language } = vscode.env;
      const text = keptAliveMessage(started, keys.length, clock.now(), language);
      vscode.window.setStatusBarMessage(text, messageMs);
    } else if (keys.length > 0) {
      void vscode.window.showInformationMessage(
        l10n.t(
          'Sessions that you close aren’t kept alive. If a close failed, refresh the session first.',
        ),
      );
    }
  };
}

/** Stop Keeping Session Alive: from then on, sessions expire as usual. */
export function stopKeepingAlive({ choice, keepAlive }: KeepAliveCommandDeps): CommandHandler {
  return async (node, nodes) => {
    if (keepAlive.count === 0) {
      void vscode.window.showInformationMessage(l10n.t('This window keeps no session alive.'));
      return;
    }
    const title = l10n.t('Stop Keeping Session Alive');
    const keys = await choice.choose(
      node,
      nodes,
      title,
      ({ keptAliveUntil }) => keptAliveUntil !== undefined,
    );
    const count = keepAlive.stop(keys);
    if (count > 0) {
      vscode.window.setStatusBarMessage(stoppedKeepAliveMessage(count), messageMs);
    }
  };
}

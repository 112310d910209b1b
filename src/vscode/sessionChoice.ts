import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../base/clock';
import type { CommandId } from '../contributions';
import type { SessionService } from '../core/sessionService';
import { sessionQuickPickItem } from '../presentation/quickPicks';
import { keysOfRows } from '../presentation/sessionSelection';
import type { SessionViews } from './sessionViews';

/** Which sessions a command is about: its arguments say so, or the view's selection, or the user. */
export class SessionChoice {
  constructor(
    private readonly service: SessionService,
    private readonly views: SessionViews,
    private readonly clock: Clock,
  ) {}

  /**
   * The keys of the sessions that the arguments mean, else of those that the user picks; each once.
   * Anybody can call a command with anything: only rows that the view itself handed out count.
   */
  async choose(node: unknown, nodes: unknown, title: string): Promise<readonly string[]> {
    const given: readonly unknown[] = Array.isArray(nodes) && nodes.length > 0 ? nodes : [node];
    if (given.some((row) => row !== undefined && row !== null)) {
      const rows = given.filter((row) => this.views.tree.hasHandedOut(row));
      return keysOfRows(rows, this.views.nodes);
    }
    return this.pick(title);
  }

  /** The keys of the rows that are selected in the view; none while nobody can see them. */
  inView(): readonly string[] {
    const { tree, nodes } = this.views;
    return tree.isVisible ? keysOfRows(tree.selection, nodes) : [];
  }

  private async pick(title: string): Promise<readonly string[]> {
    const now = this.clock.now();
    const sessions = this.service.sessions().filter(({ status }) => status !== 'opening');
    if (sessions.length === 0) {
      await tellThatNoneIsListed();
      return [];
    }
    const items = sessions.map((session) => ({
      ...sessionQuickPickItem(session, now),
      picked: sessions.length === 1,
    }));
    const picked = await vscode.window.showQuickPick(items, {
      title,
      placeHolder: l10n.t('Tick sessions with Space, then press Enter'),
      canPickMany: true,
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return (picked ?? []).map(({ key }) => key);
  }
}

async function tellThatNoneIsListed(): Promise<void> {
  const commands: ReadonlyMap<string, CommandId> = new Map([
    [l10n.t('Create Session…'), 'workbookSessions.createSession'],
    [l10n.t('Add Existing Session…'), 'workbookSessions.addSession'],
  ]);
  const message = l10n.t('No workbook sessions are listed.');
  const chosen = await vscode.window.showInformationMessage(message, ...commands.keys());
  const command = chosen === undefined ? undefined : commands.get(chosen);
  await (command && vscode.commands.executeCommand(command));
}

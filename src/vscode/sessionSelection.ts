import * as vscode from 'vscode';
import { viewSelectionArgument } from '../contributions';
import type { SessionService } from '../core/sessionService';
import { sessionQuickPickItem } from '../presentation/quickPicks';
import { keysOfRows } from '../presentation/sessionSelection';
import type { SessionViews } from './sessionViews';

/** Which sessions a command is about: its arguments say so, or the view's selection, or the user. */
export class SessionSelection {
  constructor(
    private readonly service: SessionService,
    private readonly views: SessionViews,
  ) {}

  /** The keys of the chosen sessions, each once; empty when there is none or the user chose none. */
  async choose(node: unknown, nodes: unknown, title: string): Promise<readonly string[]> {
    if (node === viewSelectionArgument) {
      return keysOfRows(this.views.tree.selection, this.views.nodes);
    }
    const given = Array.isArray(nodes) && nodes.length > 0 ? nodes : [node];
    if (given.some((row) => row !== undefined && row !== null)) {
      return keysOfRows(given, this.views.nodes);
    }
    return this.pick(title);
  }

  private async pick(title: string): Promise<readonly string[]> {
    const now = Date.now();
    const items = this.service
      .sessions()
      .filter(({ status }) => status !== 'opening')
      .map((session) => ({ ...sessionQuickPickItem(session, now), key: session.key }));
    const options = { title, canPickMany: true, matchOnDescription: true, matchOnDetail: true };
    const picked = await vscode.window.showQuickPick(items, { ...options, canPickMany: true });
    return (picked ?? []).map(({ key }) => key);
  }
}

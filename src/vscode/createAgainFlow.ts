import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { RecentSession } from '../core/recentSessions';
import type { SessionService } from '../core/sessionService';
import { addressOfIds } from '../core/workbook';
import { createAgainConfirmation } from '../presentation/confirmations';
import type { CreateFlow } from './createFlow';

/** Opens sessions anew that have ended: same workbook, same account, same mode. */
export class CreateAgainFlow {
  constructor(
    private readonly service: SessionService,
    private readonly createFlow: CreateFlow,
  ) {}

  /** A non-persistent one never silently: its edits are lost, and the new one starts without them. */
  async createAgain(keys: readonly string[]): Promise<void> {
    const recents = this.service.recent.all().filter(({ end }) => keys.includes(end.key));
    for (const recent of recents) {
      const persistChanges = await this.modeFor(recent);
      if (persistChanges !== undefined) {
        await this.open(recent, persistChanges);
      }
    }
  }

  private async modeFor({ session }: RecentSession): Promise<boolean | undefined> {
    if (session.mode === 'persistent') {
      return true;
    }
    if (session.mode === 'unknownMode') {
      return this.createFlow.choosePersistence(l10n.t('Create Session'));
    }
    const { question, detail, button } = createAgainConfirmation(session);
    const options = { modal: true, detail };
    const answer = await vscode.window.showWarningMessage(question, options, button);
    return answer === button ? false : undefined;
  }

  private async open({ session }: RecentSession, persistChanges: boolean): Promise<void> {
    const { target, account, permissions, address, ids, workbookName } = session;
    await this.createFlow.create({
      ...{ target, workbookName, persistChanges, ...(account && { account }) },
      ...(permissions && { permissions }),
      address: ids ? addressOfIds(ids) : address,
    });
  }
}

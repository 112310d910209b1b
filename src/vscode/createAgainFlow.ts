import type { RecentSession } from '../core/recentSessions';
import type { SessionService } from '../core/sessionService';
import { addressOfIds } from '../core/workbook';
import { createAgainConfirmation } from '../presentation/confirmations';
import type { CreateEnd, CreateFlow } from './createFlow';
import { askModally } from './modalQuestion';
import { back } from './steps';

/** Opens sessions anew that have ended: same workbook, same account, same mode. */
export class CreateAgainFlow {
  constructor(
    private readonly service: SessionService,
    private readonly createFlow: CreateFlow,
  ) {}

  /** A non-persistent one never silently: its edits are lost, and the new one starts without them. */
  async createAgain(keys: readonly string[]): Promise<void> {
    const recents = this.service.recentSessions().filter(({ end }) => keys.includes(end.key));
    for (const recent of recents) {
      const persistChanges = await this.modeFor(recent);
      // Who cancels one does not want to be asked for the others.
      if (
        persistChanges !== undefined &&
        (await this.open(recent, persistChanges)) === 'cancelled'
      ) {
        return;
      }
    }
  }

  private async modeFor({ session }: RecentSession): Promise<boolean | undefined> {
    if (session.mode === 'persistent') {
      return true;
    }
    if (session.mode === 'unknownMode') {
      const mode = await this.createFlow.choosePersistence(session.workbookName, false);
      return mode === back ? undefined : mode;
    }
    return (await askModally(createAgainConfirmation(session))) ? false : undefined;
  }

  private async open({ session }: RecentSession, persistChanges: boolean): Promise<CreateEnd> {
    const { target, account, permissions, address, ids, workbookName } = session;
    return this.createFlow.create({
      ...{ target, workbookName, persistChanges, ...(account && { account }) },
      ...(permissions && { permissions }),
      address: ids ? addressOfIds(ids) : address,
    });
  }
}

import { defined } from '../../base/defined';
import type { RecentSession } from '../recentSessions';
import type { SessionService } from '../sessionService';
import { addressOfIds } from '../../model/workbook';
import type { WorkbookSession } from '../../model/workbookSession';
import { createAgainConfirmation } from '../confirmations';
import type { CreateEnd, CreateFlow } from './createFlow';
import { askModally } from '../../window/modalQuestion';
import { back } from '../../window/steps';

/** Opens sessions after the pattern of others: same workbook, same account. */
export class CreateAgainFlow {
  constructor(
    private readonly service: SessionService,
    private readonly createFlow: CreateFlow,
  ) {}

  /** Another one beside a session that is listed; the user says in which mode. */
  async createAnother(session: WorkbookSession): Promise<void> {
    const mode = await this.createFlow.choosePersistence(session.workbookName, false);
    if (mode !== undefined && mode !== back) {
      await this.open(session, mode);
    }
  }

  /**
   * For sessions that have ended, each in its mode; a non-persistent one never silently: its edits are
   * lost, and the new one starts without them.
   */
  async createAgain(keys: readonly string[]): Promise<void> {
    const recents = this.service.recent.all().filter(({ end }) => keys.includes(end.key));
    for (const recent of recents) {
      const persistChanges = await this.modeFor(recent);
      // Who cancels one does not want to be asked for the others.
      if (
        persistChanges !== undefined &&
        (await this.open(recent.session, persistChanges)) === 'cancelled'
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

  private async open(session: WorkbookSession, persistChanges: boolean): Promise<CreateEnd> {
    const { target, account, permissions, address, ids, place, workbookName } = session;
    return this.createFlow.create({
      ...{ target, workbookName, persistChanges },
      ...defined({ account, permissions, place }),
      address: ids ? addressOfIds(ids) : address,
    });
  }
}

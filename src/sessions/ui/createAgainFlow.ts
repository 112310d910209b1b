import { defined } from '../../base/defined';
import type { RecentSession } from '../recentSessions';
import type { SessionService } from '../sessionService';
import { addressOfIds } from '../../model/workbook';
import type { WorkbookSession } from '../../model/workbookSession';
import { createAgainConfirmation } from '../view/confirmations';
import type { CreateEnd, CreateFlow } from './createFlow';
import { askModally } from '../../window/modalQuestion';
import { back } from '../../window/steps';

/** Opens sessions like others: of the same workbook, as the same account. */
export class CreateAgainFlow {
  constructor(
    private readonly service: SessionService,
    private readonly createFlow: CreateFlow,
  ) {}

  /** Opens another session like a listed one. The user chooses the mode. */
  async createAnother(session: WorkbookSession): Promise<void> {
    const mode = await this.createFlow.choosePersistence(session.workbookName, false);
    if (mode !== undefined && mode !== back) {
      await this.open(session, mode);
    }
  }

  /**
   * Opens a session like each of these ended ones, in the same mode. A non-persistent one needs a question,
   * because its edits are lost.
   */
  async createAgain(keys: readonly string[]): Promise<void> {
    const recents = this.service.recent.all().filter(({ end }) => keys.includes(end.key));
    for (const recent of recents) {
      const persistChanges = await this.modeFor(recent);
      // A user who cancels one doesn't want to be asked about the others.
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

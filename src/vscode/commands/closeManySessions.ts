import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { SessionService } from '../../core/sessionService';
import { workbookKey, type WorkbookSession } from '../../core/workbookSession';
import { statusAt } from '../../presentation/sessionWords';
import type { CloseFlow } from '../closeFlow';
import type { CommandHandler } from '../commandRegistrar';
import type { SessionChoice } from '../sessionChoice';

interface CloseManyParts {
  readonly service: SessionService;
  readonly clock: Clock;
  readonly closeFlow: CloseFlow;
  readonly choice: SessionChoice;
}

/** Close Sessions, All: after one question that says which. */
export function closeAllSessions({ closeFlow, choice }: CloseManyParts): CommandHandler {
  return async () => {
    await closeFlow.closeMany(await choice.all());
  };
}

/** Close Sessions, Expired: those that may have expired; the service says which were gone already. */
export function closeExpiredSessions({
  service,
  clock,
  closeFlow,
}: CloseManyParts): CommandHandler {
  return async () => {
    const now = clock.now();
    const expired = service.sessions().filter((session) => hasExpired(session, now));
    if (expired.length === 0) {
      void vscode.window.showInformationMessage(l10n.t('No session seems to have expired.'));
      return;
    }
    await closeFlow.closeMany(expired.map(({ key }) => key));
  };
}

/** Close Sessions, Of Workbook: all of one workbook, by its row or from a picker. */
export function closeWorkbookSessions({
  service,
  closeFlow,
  choice,
}: CloseManyParts): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Close Sessions: Of Workbook');
    const one = await choice.chooseWorkbook(node, nodes, title);
    if (one) {
      const same = service.sessions().filter((other) => workbookKey(other) === workbookKey(one));
      await closeFlow.closeWorkbook(same.map(({ key }) => key));
    }
  };
}

/** One whose close failed before counts too, once its time is over. */
function hasExpired(session: WorkbookSession, now: number): boolean {
  const isOver = session.expiresAt !== undefined && session.expiresAt <= now;
  const status = statusAt(session, now);
  return status === 'maybeExpired' || (status === 'closeFailed' && isOver);
}

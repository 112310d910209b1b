import * as l10n from '@vscode/l10n';
import type { Clock } from '../../base/clock';
import type { SessionService } from '../sessionService';
import { workbookKey, type WorkbookSession } from '../../model/workbookSession';
import { messageAction } from '../../messages/messageActions';
import { expiredSessions, noneExpiredText } from '../expiredSessions';
import type { CloseFlow } from './closeFlow';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { ErrorPresenter } from '../../window/errorPresenter';
import type { RefreshFlow } from './refreshFlow';
import type { SessionChoice } from './sessionChoice';

interface CloseManyDeps {
  readonly service: SessionService;
  readonly clock: Clock;
  readonly closeFlow: Pick<CloseFlow, 'closeMany'>;
  readonly presenter: Pick<ErrorPresenter, 'tell'>;
  readonly refreshFlow: Pick<RefreshFlow, 'refresh'>;
  readonly choice: Pick<SessionChoice, 'all' | 'chooseWorkbook'>;
}

/** Close Sessions, All: after one question that says which. */
export function closeAllSessions({ closeFlow, choice }: CloseManyDeps): CommandHandler {
  return async () => {
    await closeFlow.closeMany(await choice.all());
  };
}

/** Close Sessions, Expired: those whose time is over. What nobody has checked may live, and is left alone. */
export function closeExpiredSessions({
  service,
  clock,
  closeFlow,
  presenter,
  refreshFlow,
  choice,
}: CloseManyDeps): CommandHandler {
  return async () => {
    if ((await choice.all()).length === 0) {
      return;
    }
    const { expired, unchecked } = expiredSessions(service.sessions(), clock.now());
    if (expired.length > 0) {
      await closeFlow.closeMany(keysOf(expired), unchecked.length);
      return;
    }
    const buttons = unchecked.length > 0 ? [messageAction('refresh')] : [];
    // The command is over now; nobody waits until the message has been read.
    void presenter.tell('info', noneExpiredText(unchecked.length), buttons, {
      refresh: () => refreshFlow.refresh(keysOf(unchecked)),
    });
  };
}

/** Close Sessions, Of Workbook: all of one workbook, by its row or from a picker. */
export function closeWorkbookSessions({
  service,
  closeFlow,
  choice,
}: CloseManyDeps): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Close Sessions: Of Workbook');
    const one = await choice.chooseWorkbook(node, nodes, title);
    if (one) {
      const same = service.sessions().filter((other) => workbookKey(other) === workbookKey(one));
      await closeFlow.closeMany(keysOf(same));
    }
  };
}

function keysOf(sessions: readonly WorkbookSession[]): readonly string[] {
  return sessions.map(({ key }) => key);
}

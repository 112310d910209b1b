import * as l10n from '@vscode/l10n';
import type { Clock } from '../../base/clock';
import { messageAction } from '../../messages/messageActions';
import { workbookKey, type WorkbookSession } from '../../model/workbookSession';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { ErrorPresenter } from '../../window/errorPresenter';
import { expiredSessions, noneExpiredText } from '../view/expiredSessions';
import type { SessionService } from '../sessionService';
import type { CloseFlow } from './closeFlow';
import type { RefreshFlow } from './refreshFlow';
import type { SessionChoice } from './sessionChoice';

interface CloseManyDeps {
  readonly choice: Pick<SessionChoice, 'all' | 'chooseWorkbook'>;
  readonly clock: Clock;
  readonly closeFlow: Pick<CloseFlow, 'closeMany'>;
  readonly presenter: Pick<ErrorPresenter, 'tell'>;
  readonly refreshFlow: Pick<RefreshFlow, 'refresh'>;
  readonly service: SessionService;
}

/** Close Session: one or several, from the tree, a keybinding, or the palette. */
export function closeSession({
  choice,
  closeFlow,
}: {
  readonly choice: SessionChoice;
  readonly closeFlow: CloseFlow;
}): CommandHandler {
  return async (node, nodes) => {
    await closeFlow.close(await choice.chooseOrSelected(node, nodes, l10n.t('Close Session')));
  };
}

/** Close Sessions: Of Workbook. All sessions of one workbook, chosen by its row or from a picker. */
export function closeWorkbookSessions({
  choice,
  closeFlow,
  service,
}: CloseManyDeps): CommandHandler {
  return async (node, nodes) => {
    const title = l10n.t('Close Sessions: Of Workbook');
    const one = await choice.chooseWorkbook(node, nodes, title);
    if (one) {
      const key = workbookKey(one);
      const same = service.sessions().filter((other) => workbookKey(other) === key);
      await closeFlow.closeMany(keysOf(same));
    }
  };
}

/** Close Sessions: All. */
export function closeAllSessions({ choice, closeFlow }: CloseManyDeps): CommandHandler {
  return async () => {
    await closeFlow.closeMany(await choice.all());
  };
}

/** Close Sessions: Expired. An unchecked session may be alive, so it is left alone. */
export function closeExpiredSessions({
  choice,
  clock,
  closeFlow,
  presenter,
  refreshFlow,
  service,
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
    // The command ends here. It doesn't wait until the user has read the message.
    void presenter.tell('info', noneExpiredText(unchecked.length), buttons, {
      refresh: () => refreshFlow.refresh(keysOf(unchecked)),
    });
  };
}

function keysOf(sessions: readonly WorkbookSession[]): readonly string[] {
  return sessions.map(({ key }) => key);
}

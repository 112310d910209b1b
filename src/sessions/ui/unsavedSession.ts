import { toWorkbookSessionError } from '../../model/errors';
import type { ErrorActions, ErrorPresenter } from '../../window/errorPresenter';
import type { SessionService } from '../sessionService';
import type { CloseFlow } from './closeFlow';

interface UnsavedSessionDeps {
  readonly closeFlow: CloseFlow;
  readonly presenter: Pick<ErrorPresenter, 'show'>;
  readonly service: SessionService;
}

/** What the buttons of an error do that says that a session is open but not saved. */
export function unsavedSessionActions(thrown: unknown, deps: UnsavedSessionDeps): ErrorActions {
  const { sessionKey } = toWorkbookSessionError(thrown).facts;
  if (sessionKey === undefined) {
    return {};
  }
  return {
    saveAgain: async () => {
      try {
        await deps.service.saveAgain(sessionKey);
      } catch (error) {
        // The session is still not saved, so the same buttons are needed.
        await deps.presenter.show(error, unsavedSessionActions(error, deps));
      }
    },
    closeNow: () => deps.closeFlow.close([sessionKey]),
  };
}

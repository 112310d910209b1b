import * as l10n from '@vscode/l10n';
import type { SignInFlow } from '../../accounts/ui/signInFlow';
import type { Clock } from '../../base/clock';
import { purposeOfCreation } from '../../messages/errorNotice';
import { plainText } from '../../messages/plainText';
import { isCancellation, toWorkbookSessionError } from '../../model/errors';
import type { Logger } from '../../model/ports';
import type { WorkbookSession } from '../../model/workbookSession';
import type { Telemetry } from '../../telemetry/telemetryEvents';
import { sessionCreated } from '../../telemetry/telemetryFacts';
import type { ErrorActions, ErrorPresenter } from '../../window/errorPresenter';
import { withCancellableProgress } from '../../window/progress';
import { back, chooseRow } from '../../window/steps';
import { openedMessage } from '../view/outcomeMessages';
import type { OpeningEvents } from '../sessionOpener';
import type { CreateSessionRequest } from '../remoteSessions';
import type { SessionService } from '../sessionService';
import type { CloseFlow } from './closeFlow';
import type { SessionViews } from './sessionViews';
import { unsavedSessionActions } from './unsavedSession';

/** The new session, or why there is none. */
export type CreateEnd = WorkbookSession | 'failed' | 'cancelled';

/** Asks for the mode, opens a session, and shows the outcome. */
export class CreateFlow {
  constructor(
    private readonly deps: {
      readonly clock: Clock;
      readonly closeFlow: CloseFlow;
      readonly log: Pick<Logger, 'info'>;
      readonly presenter: ErrorPresenter;
      readonly service: SessionService;
      readonly signInFlow: SignInFlow;
      readonly telemetry: Telemetry;
      readonly views: Pick<SessionViews, 'markSessionMade' | 'select'>;
    },
  ) {}

  /** True for a persistent session; undefined when the user left the list. */
  async choosePersistence(
    workbookName: string,
    hasBack: boolean,
  ): Promise<boolean | typeof back | undefined> {
    const rows = [
      {
        label: l10n.t('Persistent'),
        detail: l10n.t('Changes made in the session are saved to the workbook.'),
        persistChanges: true,
      },
      {
        label: l10n.t('Non-persistent'),
        detail: l10n.t('Changes live in a temporary copy and are lost when the session ends.'),
        persistChanges: false,
      },
    ];
    const name = plainText(workbookName);
    const title = name === '' ? l10n.t('Create Session') : l10n.t('Create Session: {0}', name);
    const placeholder = l10n.t('What happens to changes made in the session?');
    const row = await chooseRow({ title, hasBack, ignoreFocusOut: true }, { placeholder, rows });
    return row === undefined || row === back ? row : row.persistChanges;
  }

  /** Opens a session. If that fails, a message says so and offers to try again. */
  async create(request: CreateSessionRequest): Promise<CreateEnd> {
    const { clock, log, presenter, telemetry, views } = this.deps;
    let isLongRunning = false;
    let isAnotherPossible = false;
    const start = clock.monotonicNow();
    const count = (thrown?: { readonly error: unknown }) => {
      const ms = clock.monotonicNow() - start;
      telemetry.send(sessionCreated(request, { isLongRunning, ms, thrown }));
    };
    try {
      const session = await this.open(request, {
        onLongRunning: () => (isLongRunning = true),
        onAnotherPossible: () => (isAnotherPossible = true),
      });
      count();
      log.info(`Opened a session, ${session.mode}.`);
      const message = openedMessage(session, request.persistChanges, isAnotherPossible);
      void presenter.tell(message.severity, message.text, message.actions, {});
      views.markSessionMade();
      void views.select(session.key);
      return session;
    } catch (error) {
      count({ error });
      const purpose = purposeOfCreation(request.workbookName);
      // The command ends here. It doesn't wait until the user has read why it failed.
      void presenter.show(error, this.actionsAfter(error, request), purpose);
      return isCancellation(toWorkbookSessionError(error).code) ? 'cancelled' : 'failed';
    }
  }

  private actionsAfter(error: unknown, request: CreateSessionRequest): ErrorActions {
    const mayNeedAllFiles =
      request.target.cloud !== 'sandbox' && request.permissions !== 'allFiles';
    return {
      ...unsavedSessionActions(error, this.deps),
      ...this.deps.signInFlow.actionsFor([request], () => this.create(request)),
      tryAgain: () => this.create(request),
      ...(mayNeedAllFiles && {
        askForAllFiles: () => this.create({ ...request, permissions: 'allFiles' }),
      }),
    };
  }

  private open(
    request: CreateSessionRequest,
    events: Required<OpeningEvents>,
  ): Promise<WorkbookSession> {
    const { service, clock } = this.deps;
    const title =
      request.workbookName === ''
        ? l10n.t('Opening a session')
        : l10n.t('Opening a session of “{0}”', plainText(request.workbookName));
    return withCancellableProgress(title, clock, (signal, report) => {
      const onLongRunning = () => {
        events.onLongRunning();
        report(l10n.t('The service needs longer for this workbook: up to 10 minutes.'));
      };
      return service.create(request, { ...events, interactive: true, signal, onLongRunning });
    });
  }
}

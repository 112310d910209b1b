import * as l10n from '@vscode/l10n';
import type { Clock } from '../../base/clock';
import { isCancellation, toWorkbookSessionError } from '../../model/errors';
import type { Telemetry } from '../../telemetry/telemetryEvents';
import type { Logger } from '../../model/ports';
import type { OpeningEvents } from '../sessionOpener';
import type { SessionService, SessionToCreate } from '../sessionService';
import { sessionCreated } from '../../telemetry/telemetryFacts';
import type { WorkbookSession } from '../../model/workbookSession';
import { purposeOfCreation } from '../../messages/errorNotice';
import { plainText } from '../../messages/plainText';
import { openedMessage } from '../outcomeMessages';
import type { ErrorPresenter } from '../../window/errorPresenter';
import { withCancellableProgress } from '../../window/progress';
import type { SessionViews } from './sessionViews';
import type { SignInFlow } from '../../accounts/ui/signInFlow';
import { back, chooseRow } from '../../window/steps';

/** The new session, or why there is none. */
export type CreateEnd = WorkbookSession | 'failed' | 'cancelled';

/** Opening a session as the user goes through it: the mode, the wait, and what came of it. */
export class CreateFlow {
  constructor(
    private readonly deps: {
      readonly service: SessionService;
      readonly clock: Clock;
      readonly presenter: ErrorPresenter;
      readonly signInFlow: SignInFlow;
      readonly telemetry: Telemetry;
      readonly log: Pick<Logger, 'info'>;
      readonly views: Pick<SessionViews, 'markSessionMade' | 'select'>;
    },
  ) {}

  /** True for a persistent session; undefined when the user went away. */
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
    const placeholder = l10n.t('What becomes of changes made in the session?');
    const row = await chooseRow({ title, hasBack, ignoreFocusOut: true }, { placeholder, rows });
    return row === undefined || row === back ? row : row.persistChanges;
  }

  /** What there is when no session was opened has been told then, with a way to try the same again. */
  async create(wish: SessionToCreate): Promise<CreateEnd> {
    const course = { isLongRunning: false };
    let isAnotherPossible = false;
    const start = this.deps.clock.monotonicNow();
    const count = (thrown?: { readonly error: unknown }) => {
      const ms = this.deps.clock.monotonicNow() - start;
      this.deps.telemetry.send(sessionCreated(wish, { ...course, ms, thrown }));
    };
    try {
      const session = await this.open(wish, {
        onLongRunning: () => (course.isLongRunning = true),
        onAnotherPossible: () => (isAnotherPossible = true),
      });
      count();
      this.deps.log.info(`Opened a session, ${session.mode}.`);
      const message = openedMessage(session, wish.persistChanges, isAnotherPossible);
      void this.deps.presenter.tell(message.severity, message.text, message.actions, {});
      this.deps.views.markSessionMade();
      void this.deps.views.select(session.key);
      return session;
    } catch (error) {
      count({ error });
      const isOwnOnly = wish.target.cloud !== 'sandbox' && wish.permissions !== 'allFiles';
      const actions = {
        ...this.deps.signInFlow.actionsFor([wish], () => this.create(wish)),
        tryAgain: () => this.create(wish),
        ...(isOwnOnly && {
          askForAllFiles: () => this.create({ ...wish, permissions: 'allFiles' }),
        }),
      };
      // Whoever opens several sessions does not wait until the user has read why one failed.
      void this.deps.presenter.show(error, actions, purposeOfCreation(wish.workbookName));
      return isCancellation(toWorkbookSessionError(error).code) ? 'cancelled' : 'failed';
    }
  }

  private open(wish: SessionToCreate, events: Required<OpeningEvents>): Promise<WorkbookSession> {
    const { service, clock } = this.deps;
    const title =
      wish.workbookName === ''
        ? l10n.t('Opening a session')
        : l10n.t('Opening a session of “{0}”', plainText(wish.workbookName));
    return withCancellableProgress(title, clock, (signal, report) => {
      const onLongRunning = () => {
        events.onLongRunning();
        report(l10n.t('The service needs longer for this workbook: up to 10 minutes.'));
      };
      return service.create(wish, { ...events, interactive: true, signal, onLongRunning });
    });
  }
}

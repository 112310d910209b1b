import * as l10n from '@vscode/l10n';
import { defined } from '../base/defined';
import type { Event } from '../base/event';
import { Mutex } from '../base/mutex';
import type { CloseOutcome as CoreOutcome } from '../model/closeOutcome';
import type { ErrorCode } from '../model/errors';
import { toWorkbookSessionError, WorkbookSessionError } from '../model/errors';
import type { SessionService } from '../sessions/sessionService';
import { addressOfIds } from '../model/workbook';
import {
  modeOf,
  type GraphTarget,
  type SessionStatus,
  type WorkbookSession,
} from '../model/workbookSession';

/** A listed session, for other extensions: neither a token nor a session id is in it. Times are milliseconds since 1970. */
export interface SessionInfo {
  readonly key: string;
  readonly workbook: { readonly driveId?: string; readonly itemId?: string; readonly name: string };
  /** Absent when the mode is unknown. */
  readonly persistChanges?: boolean;
  readonly status: SessionStatus;
  readonly createdAt?: number;
  readonly lastActiveAt?: number;
  /** An estimate. */
  readonly expiresAt?: number;
}

export interface CloseOutcome {
  readonly key: string;
  readonly outcome: 'closed' | 'alreadyGone' | 'failed' | 'cancelled';
  readonly code?: ErrorCode;
}

export interface SessionToAdd {
  readonly driveId: string;
  readonly itemId: string;
  readonly sessionId: string;
  readonly persistChanges?: boolean;
  readonly workbookName?: string;
}

/** Version 1 of what `activate()` gives to other extensions. It never opens a sign-in dialog. */
export interface WorkbookSessionsApi {
  readonly whenReady: Promise<void>;
  sessions(): readonly SessionInfo[];
  readonly onDidChangeSessions: Event<void>;
  /**
   * Lists a session of Microsoft Graph, or of the sandbox when the drive is the sandbox's. It is taken for
   * one of the account in use at that moment; when nobody is signed in, its owner stays unknown.
   * Rejects with an error whose message is a closed code, such as `invalidSessionId`.
   */
  addSession(session: SessionToAdd): Promise<SessionInfo>;
  closeSession(key: string): Promise<CloseOutcome>;
  closeSessions(keys: readonly string[], signal?: AbortSignal): Promise<CloseOutcome[]>;
  /** Restarts the session's idle time; rejects as `addSession` does when the service refuses. */
  refreshSession(key: string): Promise<SessionInfo>;
}

export interface ExtensionExports {
  getApi(version: 1): WorkbookSessionsApi;
}

/** What the exported API is made of. */
export interface ExportedApiDeps {
  readonly service: SessionService;
  readonly whenReady: Promise<void>;
  readonly sandbox: { targetOfDrive(driveId: string): GraphTarget };
  readonly closeFlow: () => Promise<CloseQuestions>;
}

/** Asks the user: `ask` always, `confirm` where the setting wants it. */
export interface CloseQuestions {
  ask(sessions: readonly WorkbookSession[], by: string): Promise<boolean>;
  confirm(sessions: readonly WorkbookSession[]): Promise<boolean>;
}

/** The exports of the extension; an unknown version is refused by name. */
export function createExports(deps: ExportedApiDeps): ExtensionExports {
  const api = createApi(deps);
  // All extensions get the same object: none of them may put its own in the others' way.
  return Object.freeze<ExtensionExports>({
    getApi(version: number) {
      if (version !== 1) {
        throw new RangeError(`Workbook Sessions has no API version ${version}; it has 1.`);
      }
      return api;
    },
  });
}

function createApi(deps: ExportedApiDeps): WorkbookSessionsApi {
  const { service, whenReady, sandbox } = deps;
  const confirmClose = confirmerOf(deps.closeFlow);
  const closeSessions = async (
    given: readonly string[],
    signal?: AbortSignal,
  ): Promise<CloseOutcome[]> => {
    // A copy: the caller may change its list while the user is asked.
    const keys = [...given];
    await whenReady;
    const wanted = new Set(keys);
    const asked = service.sessions().filter(({ key }) => wanted.has(key));
    const isConfirmed = asked.length > 0 && (await confirmClose(asked));
    // Only what the question showed: more may have come to the list meanwhile.
    const shown = asked.map(({ key }) => key);
    const options = { interactive: false, ...defined({ signal }) };
    const closed = isConfirmed ? await service.close(shown, options) : [];
    const outcomes = new Map(closed.map((outcome) => [outcome.key, outcomeOf(outcome)]));
    const listed = new Set([...shown, ...service.sessions().map(({ key }) => key)]);
    return keys.map((key) => outcomes.get(key) ?? unclosed(key, listed.has(key)));
  };
  return Object.freeze<WorkbookSessionsApi>({
    whenReady,
    sessions: () => service.sessions().map(infoOf),
    onDidChangeSessions: (listener) =>
      service.onDidChangeSessions(() => {
        listener(undefined);
      }),
    addSession: async (session) => {
      await whenReady;
      const ids = textIds(session);
      return withCodeOnly(async () => {
        const target = sandbox.targetOfDrive(ids.driveId);
        const account = target.cloud === 'sandbox' ? undefined : await service.accountInUse(target);
        const { key } = await service.add({
          target,
          ...defined({ account }),
          address: addressOfIds(ids),
          workbookName: textOr(session.workbookName, ''),
          sessionId: textOr(session.sessionId, ''),
          mode: modeOf(session.persistChanges),
        });
        return infoOf(listed(service, key));
      });
    },
    closeSession: async (key) => {
      const [outcome] = await closeSessions([key]);
      return outcome ?? { key, outcome: 'failed', code: 'sessionNotListed' };
    },
    closeSessions,
    refreshSession: async (key) => {
      await whenReady;
      return withCodeOnly(async () => {
        const [outcome] = await service.refresh([key], { interactive: false });
        if (outcome?.outcome !== 'refreshed') {
          throw new WorkbookSessionError(outcome && 'code' in outcome ? outcome.code : 'cancelled');
        }
        return infoOf(listed(service, key));
      });
    },
  });
}

function listed(service: SessionService, key: string): WorkbookSession {
  const session = service.sessions().find((candidate) => candidate.key === key);
  if (!session) {
    throw new WorkbookSessionError('sessionNotListed');
  }
  return session;
}

/** The first close that another extension asks for in a window is always confirmed; then `confirmClose` applies. */
function confirmerOf(closeFlow: ExportedApiDeps['closeFlow']) {
  const window = { hasAgreed: false };
  const oneAtATime = new Mutex();
  return (sessions: readonly WorkbookSession[]): Promise<boolean> =>
    oneAtATime.run(async () => {
      const questions = await closeFlow();
      if (window.hasAgreed) {
        return questions.confirm(sessions);
      }
      window.hasAgreed = await questions.ask(
        sessions,
        l10n.t('Another extension wants to close workbook sessions.'),
      );
      return window.hasAgreed;
    });
}

/** What fails is told by its code alone: no account, no path, no cause leaves with it. */
async function withCodeOnly<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new Error(toWorkbookSessionError(error).code);
  }
}

/** Callers may be plain JavaScript: what is no text becomes a text that is refused. */
function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

function textIds({ driveId, itemId }: SessionToAdd) {
  return { driveId: textOr(driveId, ''), itemId: textOr(itemId, '') };
}

function infoOf(session: WorkbookSession): SessionInfo {
  const { key, ids, workbookName, mode, status, createdAt, lastActiveAt, expiresAt } = session;
  return Object.freeze({
    key,
    workbook: Object.freeze({ ...ids, name: workbookName }),
    ...(mode !== 'unknownMode' && { persistChanges: mode === 'persistent' }),
    status,
    createdAt,
    ...defined({ lastActiveAt, expiresAt }),
  });
}

function unclosed(key: string, isListed: boolean): CloseOutcome {
  return isListed
    ? { key, outcome: 'cancelled' }
    : { key, outcome: 'failed', code: 'sessionNotListed' };
}

function outcomeOf(outcome: CoreOutcome): CloseOutcome {
  return 'code' in outcome
    ? { key: outcome.key, outcome: outcome.outcome, code: outcome.code }
    : { key: outcome.key, outcome: outcome.outcome };
}

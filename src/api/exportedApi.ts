import * as l10n from '@vscode/l10n';
import { defined } from '../base/defined';
import type { CloseOutcome as CoreOutcome } from '../model/closeOutcome';
import { toWorkbookSessionError, WorkbookSessionError } from '../model/errors';
import { closeConsent, type CloseQuestions } from '../sessions/closeConsent';
import type { SessionService } from '../sessions/sessionService';
import { addressOfIds } from '../model/workbook';
import { modeOf, type GraphTarget, type WorkbookSession } from '../model/workbookSession';
import type {
  CloseOutcome,
  SessionInfo,
  SessionToAdd,
  WorkbookSessionsApi,
  WorkbookSessionsExports,
} from './workbookSessions';

/** What the exported API needs. */
export interface ExportedApiDeps {
  readonly service: SessionService;
  readonly whenReady: Promise<void>;
  readonly sandbox: { targetOfDrive(driveId: string): GraphTarget };
  readonly closeQuestions: () => Promise<CloseQuestions>;
}

/** The exports of the extension. An unknown version throws an error that names it. */
export function createExports(deps: ExportedApiDeps): WorkbookSessionsExports {
  const api = createApi(deps);
  // All extensions get the same object, so none of them may change it for the others.
  return Object.freeze<WorkbookSessionsExports>({
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
  const mayClose = closeConsent(deps.closeQuestions, () =>
    l10n.t('Another extension wants to close workbook sessions.'),
  );
  const closeSessions = async (
    requested: readonly string[],
    signal?: AbortSignal,
  ): Promise<CloseOutcome[]> => {
    // A copy, because the caller may change its array while the user is asked.
    const keys = [...requested];
    await whenReady;
    const asked = [...new Set(keys)].flatMap((key) => service.session(key) ?? []);
    const isConfirmed = asked.length > 0 && (await mayClose(asked));
    // Only the sessions that the question was about, because others may have been listed meanwhile.
    const shown = new Set(asked.map(({ key }) => key));
    const options = { interactive: false, ...defined({ signal }) };
    const closed = isConfirmed ? await service.close([...shown], options) : [];
    const outcomes = new Map(closed.map((outcome) => [outcome.key, outcomeOf(outcome)]));
    const isListed = (key: string) => shown.has(key) || service.session(key) !== undefined;
    return keys.map((key) => outcomes.get(key) ?? unclosed(key, isListed(key)));
  };
  return Object.freeze<WorkbookSessionsApi>({
    whenReady,
    sessions: () => service.sessions().map(infoOf),
    onDidChangeSessions: (listener, thisArg, disposables) => {
      const listening = service.onDidChangeSessions(() => {
        listener.call(thisArg);
      });
      disposables?.push(listening);
      return listening;
    },
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
  const session = service.session(key);
  if (!session) {
    throw new WorkbookSessionError('sessionNotListed');
  }
  return session;
}

/** An error leaves the extension as its code only, without account, path, or cause. */
async function withCodeOnly<T>(run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    throw new Error(toWorkbookSessionError(error).code);
  }
}

/** A caller in plain JavaScript can pass anything. A value that isn't a string becomes an invalid one. */
function textOr(value: unknown, fallback: string): string {
  return typeof value === 'string' && value !== '' ? value : fallback;
}

function textIds({ driveId, itemId }: SessionToAdd) {
  return { driveId: textOr(driveId, ''), itemId: textOr(itemId, '') };
}

function infoOf(session: WorkbookSession): SessionInfo {
  const { key, ids, workbookName, mode, status, createdAt, lastActiveAt, expiresAt } = session;
  const persistChanges = mode === 'unknownMode' ? undefined : mode === 'persistent';
  return Object.freeze({
    key,
    workbook: Object.freeze({ ...ids, name: workbookName }),
    status,
    createdAt,
    ...defined({ lastActiveAt, expiresAt, persistChanges }),
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

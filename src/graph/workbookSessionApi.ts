import type {
  Attempt,
  CallContext,
  CreatedSession,
  FoundWorkbook,
  WorkbookSessionApi,
} from '../core/ports';
import { parseSessionId } from '../core/sessionId';
import type { WorkbookAddress } from '../core/workbook';
import { readDriveItem } from './driveItem';
import { GraphClient, type GraphParts, type GraphRequest } from './graphClient';
import { isObject } from './json';
import { actionPath, itemPath, routeShape, type WorkbookAction } from './workbookUrl';

/**
 * Graph's workbook sessions, one attempt per call.
 * @see https://learn.microsoft.com/graph/api/workbook-closesession
 */
export class GraphWorkbookSessionApi implements WorkbookSessionApi {
  private readonly client: GraphClient;

  constructor(parts: GraphParts) {
    this.client = new GraphClient(parts);
  }

  async createSession(
    address: WorkbookAddress,
    persistChanges: boolean,
    call: CallContext,
  ): Promise<Attempt<CreatedSession>> {
    const answer = await this.client.send<CreatedSession>(
      {
        ...actionRequest(address, 'createSession'),
        body: JSON.stringify({ persistChanges }),
        // A second session may come of a second request.
        whenAnswerIsLost: { code: 'outcomeUnknown', mayRetry: false },
        read: readCreatedSession,
      },
      call,
    );
    return !answer.ok && answer.code === 'gatewayTimeout'
      ? { ...answer, isAnswerLost: true }
      : answer;
  }

  closeSession(
    address: WorkbookAddress,
    sessionId: string,
    call: CallContext,
  ): Promise<Attempt<void>> {
    return this.sendWithSession(address, 'closeSession', sessionId, call);
  }

  findWorkbook(address: WorkbookAddress, call: CallContext): Promise<Attempt<FoundWorkbook>> {
    const select = '?$select=id,name,parentReference,remoteItem,file';
    return this.client.send<FoundWorkbook>(
      {
        method: 'GET',
        path: `${itemPath(address)}${select}`,
        route: routeShape(address),
        whenAnswerIsLost: { code: 'network', mayRetry: true },
        read: (status, body) => (status === 200 ? readDriveItem(body) : undefined),
      },
      call,
    );
  }

  private sendWithSession(
    address: WorkbookAddress,
    action: WorkbookAction,
    sessionId: string,
    call: CallContext,
  ): Promise<Attempt<void>> {
    const request: GraphRequest<void> = {
      ...actionRequest(address, action),
      sessionId: parseSessionId(sessionId),
      body: '{}',
      // Whoever closes or refreshes a session twice has done no harm.
      whenAnswerIsLost: { code: 'outcomeUnknown', mayRetry: true },
      read: (status) => (status === 204 ? { ok: true, value: undefined } : undefined),
    };
    return this.client.send(request, call);
  }
}

function actionRequest(address: WorkbookAddress, action: WorkbookAction) {
  return {
    method: 'POST',
    path: actionPath(address, action),
    route: `${routeShape(address)}/workbook/${action}`,
  } as const;
}

/** 201 with an id; without a readable one a session may exist whose id nobody knows. */
function readCreatedSession(status: number, body: unknown): Attempt<CreatedSession> | undefined {
  if (status === 202) {
    return { ok: false, code: 'longRunningNotSupported', mayRetry: false, isAnswerLost: true };
  }
  if (status < 200 || status > 299) {
    return undefined;
  }
  const created = status === 201 ? createdSessionOf(body) : undefined;
  return created
    ? { ok: true, value: created }
    : { ok: false, code: 'unexpectedAnswer', mayRetry: false, isAnswerLost: true };
}

function createdSessionOf(body: unknown): CreatedSession | undefined {
  const { id, persistChanges } = isObject(body) ? body : {};
  return typeof id === 'string' && typeof persistChanges === 'boolean' && isSessionId(id)
    ? { sessionId: id, persistChanges }
    : undefined;
}

function isSessionId(text: string): boolean {
  try {
    return parseSessionId(text) === text;
  } catch {
    return false;
  }
}

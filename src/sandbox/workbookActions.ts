import type { FoundCall } from './callTarget';
import { isOpenXml, type WorkbookFile } from './driveEntries';
import { contextOf, type GraphAnswer, jsonAnswer, versionOf } from './graphAnswer';
import type { GraphErrorCode } from './sandboxErrors';
import type {
  LongRunningOperations,
  OperationScript,
  OperationState,
} from './longRunningOperations';
import { parseCreateBody, singleHeader } from './requestChecks';
import type { RecordedRequest } from './requestLog';
import type { SessionKnowledge, WorkbookSessions } from './workbookSessions';

const noContent: GraphAnswer = { status: 204, headers: {} };

/** The calls on a workbook: what each of them does, and what it answers. */
export class WorkbookActions {
  constructor(
    private readonly sessions: WorkbookSessions,
    private readonly operations: LongRunningOperations,
    /** Origin of the server, for the addresses in answers. */
    private readonly endpoint: () => string,
  ) {}

  act({ request, target, entry }: FoundCall, script?: OperationScript): Outcome {
    if (entry?.kind !== 'file') {
      return 'itemNotFound';
    }
    return isOpenXml(entry)
      ? this.actOn(entry, request, target?.argument ?? '', script)
      : 'AccessDenied';
  }

  private actOn(
    file: WorkbookFile,
    request: RecordedRequest,
    operationId: string,
    script: OperationScript | undefined,
  ): Outcome {
    switch (request.action) {
      case 'createSession':
        return this.createSession(request, file, script);
      case 'getOperation':
        return this.getOperation(request, file, operationId);
      case 'getSessionInfo':
        return this.getSessionInfo(request, file, operationId);
      default:
        return this.useSession(request, file);
    }
  }

  private createSession(
    request: RecordedRequest,
    file: WorkbookFile,
    script: OperationScript | undefined,
  ): Outcome {
    const wish = parseCreateBody(request.body);
    if (!wish) {
      return 'badRequestUncategorized';
    }
    if (this.sessions.areTooMany) {
      return 'MaxSessionsPerUserExceeded';
    }
    if (script || file.isSlow) {
      return respondsAsync(request)
        ? this.startOperation(request, file, wish.persistChanges, script ?? {})
        : 'MaxRequestDurationExceeded';
    }
    const sessionId = this.sessions.open(file, wish.persistChanges);
    return this.sessionInfo(201, request, sessionId, wish.persistChanges);
  }

  private startOperation(
    { path }: RecordedRequest,
    file: WorkbookFile,
    persistChanges: boolean,
    script: OperationScript,
  ): GraphAnswer {
    const id = this.operations.start(file, persistChanges, script);
    const location =
      script.location === undefined
        ? this.addressOf(path, file, `operations/${id}`)
        : script.location;
    const { status, headers, body } = jsonAnswer(202, {});
    return {
      status,
      headers: { ...headers, ...(location === null ? {} : { location }) },
      ...(body === undefined ? {} : { body }),
    };
  }

  private getOperation({ path }: RecordedRequest, file: WorkbookFile, id: string): Outcome {
    const state = this.operations.poll(id, file);
    if (!state) {
      return 'itemNotFound';
    }
    return jsonAnswer(200, {
      '@odata.context': contextOf(this.endpoint(), path, 'workbookOperation'),
      id,
      status: state.status,
      ...this.endOf(state, path, file, id),
    });
  }

  private endOf(
    state: OperationState,
    path: string,
    file: WorkbookFile,
    id: string,
  ): Record<string, unknown> {
    switch (state.status) {
      case 'failed':
        return { error: state.error };
      case 'succeeded': {
        // The documented sample names the session in the address too.
        const sessionId = Buffer.from(state.sessionId).toString('base64');
        const resource = `sessionInfoResource(key='${id}')?sessionId=${sessionId}`;
        const { resourceLocation = this.addressOf(path, file, resource) } = state;
        return resourceLocation === null ? {} : { resourceLocation };
      }
      default:
        return {};
    }
  }

  private getSessionInfo(request: RecordedRequest, file: WorkbookFile, id: string): Outcome {
    const result = this.operations.resultOf(id, file);
    return result
      ? this.sessionInfo(200, request, result.sessionId, result.persistChanges)
      : 'itemNotFound';
  }

  private useSession(request: RecordedRequest, file: WorkbookFile): Outcome {
    const sessionId = singleHeader(request, 'workbook-session-id');
    if (sessionId === undefined) {
      return request.action === 'listWorksheets'
        ? this.listWorksheets(request)
        : 'badRequestUncategorized';
    }
    const knowledge = this.sessions.lookUp(sessionId, file);
    if (knowledge !== 'open') {
      return refusals[knowledge];
    }
    if (request.action === 'closeSession') {
      this.sessions.close(sessionId);
    } else {
      this.sessions.touch(sessionId);
    }
    return request.action === 'listWorksheets' ? this.listWorksheets(request) : noContent;
  }

  /** Every workbook has the same two sheets: none of them is ever edited. */
  private listWorksheets({ path }: RecordedRequest): GraphAnswer {
    const sheets = ['Sheet1', 'Notes'].map((name, position) => ({
      id: `{00000000-000${position + 1}-0000-0000-000000000000}`,
      name,
      position,
      visibility: 'Visible',
    }));
    return jsonAnswer(200, {
      '@odata.context': contextOf(
        this.endpoint(),
        path,
        'drives(...)/items(...)/workbook/worksheets',
      ),
      value: sheets,
    });
  }

  private sessionInfo(
    status: number,
    { path }: RecordedRequest,
    id: string,
    persistChanges: boolean,
  ): GraphAnswer {
    return jsonAnswer(status, {
      '@odata.context': contextOf(this.endpoint(), path, 'microsoft.graph.workbookSessionInfo'),
      persistChanges,
      id,
    });
  }

  private addressOf(path: string, { driveId, itemId }: WorkbookFile, below: string): string {
    const [drive, item] = [driveId, itemId].map(encodeURIComponent);
    return `${this.endpoint()}/${versionOf(path)}/drives/${drive}/items/${item}/workbook/${below}`;
  }
}

/** An answer, or the error to answer with. */
export type Outcome = GraphAnswer | GraphErrorCode;

function respondsAsync({ headers }: RecordedRequest): boolean {
  const preferences = (headers['prefer'] ?? []).flatMap((value) => value.split(','));
  return preferences.some((preference) => preference.trim().toLowerCase() === 'respond-async');
}

/**
 * What a session that cannot be used is answered with. The documents say it for an expired id only;
 * for one of another workbook it is our guess.
 */
const refusals = {
  unknown: 'invalidSessionReCreatable',
  ofAnotherWorkbook: 'itemNotFound',
} as const satisfies Record<Exclude<SessionKnowledge, 'open'>, GraphErrorCode>;

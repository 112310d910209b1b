import { isJsonObject, parseJson } from '../base/json';
import { isOpenXml, type WorkbookFile } from './drives';
import { type GraphCall, preferencesOf, singleHeader } from './graphCall';
import { jsonAnswer, resourceAnswer, versionOf } from './httpMessages';
import type { SandboxAnswer } from './sandboxAnswer';
import type {
  LongRunningOperations,
  OperationScript,
  OperationState,
} from './longRunningOperations';
import type { CallOutcome, GraphErrorCode } from './sandboxErrors';
import type { SessionKnowledge, WorkbookSessions } from './workbookSessions';

const noContent: SandboxAnswer = { status: 204, headers: {} };

/**
 * The error for a session that can't be used. Microsoft documents only that of an expired session; that of a
 * session of another workbook is a guess.
 */
const refusals = {
  unknown: 'invalidSessionReCreatable',
  ofAnotherWorkbook: 'itemNotFound',
} as const satisfies Record<Exclude<SessionKnowledge, 'open'>, GraphErrorCode>;

/** Carries out and answers the calls on a workbook. */
export class WorkbookActions {
  constructor(
    private readonly sessions: WorkbookSessions,
    private readonly operations: LongRunningOperations,
  ) {}

  act(call: GraphCall, script?: OperationScript): CallOutcome {
    const { entry, target } = call;
    if (entry?.kind !== 'file') {
      return 'itemNotFound';
    }
    if (!isOpenXml(entry)) {
      return 'AccessDenied';
    }
    switch (target.action) {
      case 'createSession':
        return this.createSession(call, entry, script);
      case 'getOperation':
        return this.getOperation(call, entry);
      case 'getSessionInfo':
        return this.getSessionInfo(call, entry);
      default:
        return this.useSession(call, entry);
    }
  }

  private createSession(
    call: GraphCall,
    file: WorkbookFile,
    script?: OperationScript,
  ): CallOutcome {
    const request = parseCreateBody(call.request.body);
    if (!request) {
      return 'badRequestUncategorized';
    }
    if (this.sessions.areTooMany) {
      return 'MaxSessionsPerUserExceeded';
    }
    const { persistChanges } = request;
    if (script || file.isSlow) {
      return preferencesOf(call.request).includes('respond-async')
        ? this.startOperation(call, file, persistChanges, script ?? {})
        : 'MaxRequestDurationExceeded';
    }
    return sessionInfo(call, this.sessions.open(file, persistChanges), persistChanges, 201);
  }

  private startOperation(
    call: GraphCall,
    file: WorkbookFile,
    persistChanges: boolean,
    script: OperationScript,
  ): SandboxAnswer {
    const id = this.operations.start(file, persistChanges, script);
    const { location = addressOf(call, file, `operations/${id}`) } = script;
    const answer = jsonAnswer(202, {});
    return { ...answer, headers: { ...answer.headers, ...(location !== null && { location }) } };
  }

  private getOperation(call: GraphCall, file: WorkbookFile): CallOutcome {
    const id = call.target.argument;
    const state = this.operations.poll(id, file);
    return state
      ? resourceAnswer(call, 'workbookOperation', {
          id,
          status: state.status,
          ...endOf(state, call, file),
        })
      : 'itemNotFound';
  }

  private getSessionInfo(call: GraphCall, file: WorkbookFile): CallOutcome {
    const result = this.operations.resultOf(call.target.argument, file);
    return result ? sessionInfo(call, result.sessionId, result.persistChanges) : 'itemNotFound';
  }

  private useSession(call: GraphCall, file: WorkbookFile): CallOutcome {
    const { action } = call.target;
    const sessionId = singleHeader(call.request, 'workbook-session-id');
    if (sessionId === undefined) {
      return action === 'listWorksheets' ? worksheets(call) : 'badRequestUncategorized';
    }
    const knowledge = this.sessions.lookUp(sessionId, file);
    if (knowledge !== 'open') {
      return refusals[knowledge];
    }
    if (action === 'closeSession') {
      this.sessions.close(sessionId);
    } else {
      this.sessions.touch(sessionId);
    }
    return action === 'listWorksheets' ? worksheets(call) : noContent;
  }
}

/** The flag in a createSession body; undefined when the body is invalid. */
export function parseCreateBody(body: string): { persistChanges: boolean } | undefined {
  const parsed = parseJson(body);
  if (!isJsonObject(parsed)) {
    return undefined;
  }
  // `false` is the default in the API description.
  const { persistChanges = false } = parsed;
  return typeof persistChanges === 'boolean' ? { persistChanges } : undefined;
}

function endOf(
  state: OperationState,
  call: GraphCall,
  file: WorkbookFile,
): Record<string, unknown> {
  switch (state.status) {
    case 'failed':
      return { error: state.error };
    case 'succeeded': {
      // In Microsoft's sample, the address contains the session id too.
      const sessionId = Buffer.from(state.sessionId).toString('base64');
      const resource = `sessionInfoResource(key='${call.target.argument}')?sessionId=${sessionId}`;
      const { resourceLocation = addressOf(call, file, resource) } = state;
      return resourceLocation === null ? {} : { resourceLocation };
    }
    default:
      return {};
  }
}

/** Every workbook has the same two sheets, because no workbook is ever edited. */
function worksheets(call: GraphCall): SandboxAnswer {
  const value = ['Sheet1', 'Notes'].map((name, position) => ({
    id: `{00000000-000${position + 1}-0000-0000-000000000000}`,
    name,
    position,
    visibility: 'Visible',
  }));
  return resourceAnswer(call, 'drives(...)/items(...)/workbook/worksheets', { value });
}

function sessionInfo(
  call: GraphCall,
  id: string,
  persistChanges: boolean,
  status = 200,
): SandboxAnswer {
  const resource = { persistChanges, id };
  return resourceAnswer(call, 'microsoft.graph.workbookSessionInfo', resource, status);
}

function addressOf(
  { request, endpoint }: GraphCall,
  { driveId, itemId }: WorkbookFile,
  below: string,
): string {
  const [drive, item] = [driveId, itemId].map(encodeURIComponent);
  return `${endpoint}/${versionOf(request.path)}/drives/${drive}/items/${item}/workbook/${below}`;
}

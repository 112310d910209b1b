import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { defined } from '../base/defined';
import { type AccessTokens, removedToken } from './accessTokens';
import { BoundedList } from './boundedList';
import { type ExclusiveCall, isParallel, ParallelCalls, RequestedWaits } from './callTiming';
import { actOnDrive } from './driveCalls';
import type { DriveEntries } from './driveEntries';
import type { DriveEntry } from './drives';
import { applyFault, type FaultyCall } from './faultyAnswers';
import { type Fault, FaultQueue } from './faults';
import {
  type CallAction,
  type CallTarget,
  type GraphCall,
  type RecordedRequest,
  singleHeader,
} from './graphCall';
import { targetOf } from './graphRouter';
import { readRequestBody, writeAnswer } from './httpMessages';
import type { SandboxAnswer } from './sandboxAnswer';
import type { LongRunningOperations, OperationScript } from './longRunningOperations';
import { errorAnswer, type GraphErrorCode, type RequestIds } from './sandboxErrors';
import { methodOf, ViolationLog } from './violations';
import { entryAtUrl, RedeemedLinks, urlOfSharingToken } from './webAddresses';
import { WorkbookActions } from './workbookActions';
import type { WorkbookSessions } from './workbookSessions';

/** A recorded request while the call runs. */
type RequestRecord = { -readonly [K in keyof RecordedRequest]: RecordedRequest[K] };

/** A call that isn't answered yet. */
interface RunningCall extends FaultyCall {
  readonly request: RequestRecord;
  /** Identifies the workbook for the rules about calls on one workbook. */
  readonly workbook: string;
  /** Absent for a call that may run in parallel with any other. */
  readonly exclusive?: ExclusiveCall;
}

interface GraphCallsOptions {
  readonly now: () => number;
  readonly mostRemembered: number;
  readonly tokens: AccessTokens;
  readonly entries: DriveEntries;
}

/** How many characters the lists keep for each entry on average: enough for a long token and a session id. */
const charactersPerEntry = 2000;

/** Actions that must not run at the same time on one workbook. */
const exclusiveActions: readonly (CallAction | undefined)[] = [
  'createSession',
  'refreshSession',
  'closeSession',
  'listWorksheets',
];
const workbookActions: readonly (CallAction | undefined)[] = [
  ...exclusiveActions,
  'getOperation',
  'getSessionInfo',
];

/** Handles every call for Graph: records it, checks it, applies a fault, and answers it. */
export class GraphCalls {
  readonly faults = new FaultQueue();
  readonly requests: BoundedList<RequestRecord>;
  readonly violations: ViolationLog;
  private readonly parallelCalls = new ParallelCalls();
  private readonly waits: RequestedWaits;
  private readonly links = new RedeemedLinks();
  private readonly workbooks: WorkbookActions;

  constructor(
    private readonly options: GraphCallsOptions,
    private readonly sessions: WorkbookSessions,
    operations: LongRunningOperations,
    /** The sandbox's origin, for the addresses in answers. */
    private readonly endpoint: () => string,
  ) {
    const { now, mostRemembered } = options;
    const most = { entries: mostRemembered, characters: mostRemembered * charactersPerEntry };
    this.requests = new BoundedList(most);
    this.violations = new ViolationLog(most);
    this.waits = new RequestedWaits(now, mostRemembered);
    this.workbooks = new WorkbookActions(sessions, operations);
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const call = this.begin(incoming, outgoing);
    const fault = this.faults.take(call.request);
    const answer =
      fault?.kind === 'resetBeforeRead'
        ? await applyFault(fault, call)
        : await this.answer(call, fault);
    if (answer) {
      this.finish(call, answer);
    }
  }

  private begin(incoming: IncomingMessage, outgoing: ServerResponse): RunningCall {
    const { entries, tokens } = this.options;
    const path = tokens.removeGraphTokens(incoming.url ?? '');
    const target = targetOf(path);
    const entry = locate(target, entries);
    const request = this.record(incoming, path, target, entry);
    const workbook = workbookKey(request, target);
    const exclusive = exclusiveActions.includes(target.action)
      ? this.parallelCalls.begin(workbook)
      : undefined;
    const closed = new Promise<undefined>((resolve) => {
      outgoing.once('close', () => {
        this.endExclusive(exclusive, 'abandoned');
        resolve(undefined);
      });
    });
    const ids = requestIds(request);
    const facts = { request, target, entries, endpoint: this.endpoint() };
    const call: GraphCall = { ...facts, ...defined({ entry }) };
    return {
      ...{ request, workbook, incoming, outgoing, ids, closed, ...defined({ exclusive }) },
      carryOut: (script) => this.carryOut(call, ids, script),
    };
  }

  private endExclusive(call: ExclusiveCall | undefined, how: 'answered' | 'abandoned'): void {
    if (call) {
      this.parallelCalls.end(call, how);
    }
  }

  private record(
    { method = '', headersDistinct }: IncomingMessage,
    path: string,
    { route, action }: CallTarget,
    entry: DriveEntry | undefined,
  ): RequestRecord {
    const request: RequestRecord = {
      method,
      path,
      route,
      ...defined({ action }),
      headers: this.recordedHeaders(headersDistinct),
      body: '',
      at: this.options.now(),
    };
    const sessionId = singleHeader(request, 'workbook-session-id');
    if (entry) {
      request.driveId = entry.driveId;
      request.itemId = entry.itemId;
      if (sessionId !== undefined) {
        request.session = this.sessions.lookUp(sessionId, entry);
      }
    }
    const headers = Object.entries(request.headers).flat(2).join('');
    this.requests.add(request, path.length + headers.length);
    return request;
  }

  private recordedHeaders(sent: NodeJS.Dict<string[]>): RequestRecord['headers'] {
    const { tokens } = this.options;
    return Object.fromEntries(
      Object.entries(sent).map(([name, values = []]) => [
        name,
        values.map((value) => tokens.removeGraphTokens(value)),
      ]),
    );
  }

  private async answer(
    call: RunningCall,
    fault: Fault | undefined,
  ): Promise<SandboxAnswer | undefined> {
    const body = await readRequestBody(call.incoming);
    if (body === 'abandoned') {
      return undefined;
    }
    if (body === 'tooLarge') {
      this.violations.note('unexpectedBody', 'The body was too large.');
      return errorAnswer('payloadTooLargeUncategorized', call.ids);
    }
    call.request.body = this.options.tokens.removeGraphTokens(body.text);
    this.requests.grow(call.request, body.text.length);
    await this.check(call);
    return fault ? applyFault(fault, call) : call.carryOut();
  }

  private async check({ request, workbook, exclusive }: RunningCall): Promise<void> {
    const { route } = request;
    if (this.waits.isTooEarly(workbook)) {
      const detail = `${route} was called before Retry-After had elapsed.`;
      this.violations.note('calledTooEarly', detail);
    }
    const sessionIds = this.sessions.list().map(({ sessionId }) => sessionId);
    this.violations.check(request, sessionIds);
    if (exclusive && (await isParallel(exclusive))) {
      const detail = `${route} was called while another action ran on the workbook.`;
      this.violations.note('parallelCalls', detail);
    }
  }

  private carryOut(call: GraphCall, ids: RequestIds, script?: OperationScript): SandboxAnswer {
    const outcome =
      this.refuse(call.request) ??
      this.links.refuse(call) ??
      (workbookActions.includes(call.target.action)
        ? this.workbooks.act(call, script)
        : actOnDrive(call));
    return typeof outcome === 'string' ? errorAnswer(outcome, ids) : outcome;
  }

  /** The error that doesn't depend on the call's target, if any. */
  private refuse(request: RecordedRequest): GraphErrorCode | undefined {
    if (!request.action) {
      return 'itemNotFound';
    }
    if (request.method !== methodOf(request.action)) {
      return 'methodNotAllowedUncategorized';
    }
    const token = /^Bearer (.+)$/.exec(singleHeader(request, 'authorization') ?? '')?.[1];
    if (token === removedToken) {
      return 'tokenForGraph';
    }
    return token !== undefined && this.options.tokens.accepts(token)
      ? undefined
      : 'InvalidAuthenticationToken';
  }

  private finish(
    { request, workbook, exclusive, outgoing, ids }: RunningCall,
    answer: SandboxAnswer,
  ): void {
    request.status = answer.status;
    this.endExclusive(exclusive, 'answered');
    this.waits.noteAnswer(workbook, answer.status, answer.headers['retry-after']);
    const headers = {
      // By the sandbox's own clock, like the dates in its other headers.
      date: new Date(this.options.now()).toUTCString(),
      'request-id': ids.requestId,
      ...defined({ 'client-request-id': ids.clientRequestId }),
      'x-ms-ags-diagnostic': '{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"1"}}',
      ...answer.headers,
    };
    writeAnswer(outgoing, { ...answer, headers });
  }
}

function locate(
  { action, item, argument }: CallTarget,
  entries: DriveEntries,
): DriveEntry | undefined {
  if (action === 'getSharedItem') {
    const url = urlOfSharingToken(argument);
    return url === undefined ? undefined : entryAtUrl(url, entries);
  }
  return item && entries.find(item);
}

/** Identifies the workbook of a call, by its ids if it exists. */
function workbookKey({ driveId, itemId, path }: RequestRecord, { item }: CallTarget): string {
  return JSON.stringify(driveId === undefined ? (item ?? path) : [driveId, itemId]);
}

function requestIds(request: RequestRecord): RequestIds {
  const clientRequestId = singleHeader(request, 'client-request-id');
  return { requestId: randomUUID(), at: request.at, ...defined({ clientRequestId }) };
}

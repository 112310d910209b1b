import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { BoundedList, keepNewest } from './boundedList';
import { type Exchange, reset, strike } from './faultAnswers';
import type { Fault, FaultQueue } from './faults';
import type { CallTarget } from './callTarget';
import type { DriveEntry } from './driveEntries';
import { findEntry } from './driveTree';
import { errorAnswer, type GraphAnswer, writeAnswer } from './graphAnswer';
import type { GraphActions } from './graphActions';
import { graphError, type RequestIds } from './sandboxErrors';
import type { OperationScript } from './longRunningOperations';
import { ParallelCalls, type Passage } from './parallelCalls';
import { Pauses } from './pauses';
import { readRequestBody } from './requestBody';
import { checkRequest, singleHeader } from './requestChecks';
import type { CallAction, RequestRecord } from './requestLog';
import { entryAtUrl, urlOfSharingToken } from './webAddresses';
import type { Violation } from './violations';
import type { WorkbookSessions } from './workbookSessions';

/** A call that is being answered. */
interface Call extends Exchange {
  readonly request: RequestRecord;
  /** Names the workbook for the rules that go by workbook. */
  readonly workbook: string;
  readonly passage: Passage;
}

/** Takes every call for the Graph: records it, judges it, lets faults happen, answers it. */
export class GraphCalls {
  private readonly log: BoundedList<RequestRecord>;
  private readonly violationLog: BoundedList<Violation>;
  private readonly seenRequestIds = new Set<string>();
  private readonly parallelCalls = new ParallelCalls();
  private readonly pauses: Pauses;

  constructor(
    private readonly now: () => number,
    private readonly sessions: WorkbookSessions,
    private readonly actions: GraphActions,
    private readonly faults: FaultQueue,
    private readonly mostRemembered: number,
  ) {
    const most = { entries: mostRemembered, characters: mostRemembered * charactersPerEntry };
    this.log = new BoundedList(most);
    this.violationLog = new BoundedList(most);
    this.pauses = new Pauses(now, mostRemembered);
  }

  get requests(): readonly RequestRecord[] {
    return this.log.entries;
  }

  get violations(): readonly Violation[] {
    return this.violationLog.entries;
  }

  /** How many were forgotten, because there were too many. */
  get dropped(): { readonly requests: number; readonly violations: number } {
    return { requests: this.log.dropped, violations: this.violationLog.dropped };
  }

  /** Forgets requests and violations; a GUID stays used, a wait stays owed. */
  reset(): void {
    this.log.clear();
    this.violationLog.clear();
  }

  async handle(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    target: CallTarget | undefined,
  ): Promise<void> {
    const call = this.begin(incoming, outgoing, target);
    const fault = this.faults.take(call.request);
    if (fault?.kind === 'resetBeforeRead') {
      reset(call);
      return;
    }
    const answer = await this.answer(call, fault);
    if (answer) {
      this.finish(call, answer);
    }
  }

  private begin(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    target: CallTarget | undefined,
  ): Call {
    const entry = target && locate(target);
    const request = this.record(incoming, target, entry);
    const workbook = workbookKey(request, target);
    const passage = this.parallelCalls.enter(
      exclusiveActions.includes(request.action) ? workbook : undefined,
    );
    const closed = new Promise<void>((resolve) => {
      outgoing.once('close', () => {
        this.parallelCalls.leave(passage, 'abandoned');
        resolve();
      });
    });
    const ids = requestIds(request);
    const found = { request, ...(target ? { target } : {}), ...(entry ? { entry } : {}) };
    const carryOut = (script?: OperationScript) => this.actions.carryOut(found, ids, script);
    return { request, workbook, passage, incoming, outgoing, ids, closed, carryOut };
  }

  private record(
    { method = '', url = '', headersDistinct }: IncomingMessage,
    target: CallTarget | undefined,
    entry: DriveEntry | undefined,
  ): RequestRecord {
    const request: RequestRecord = {
      method,
      path: url,
      route: target?.route ?? 'unknown',
      ...(target ? { action: target.action } : {}),
      headers: { ...headersDistinct },
      body: '',
      at: this.now(),
    };
    if (entry) {
      request.driveId = entry.driveId;
      request.itemId = entry.itemId;
      this.recordSession(request, entry);
    }
    this.log.add(request, charactersOf(request));
    return request;
  }

  private recordSession(request: RequestRecord, entry: DriveEntry): void {
    const sessionId = singleHeader(request, 'workbook-session-id');
    if (sessionId !== undefined) {
      request.session = this.sessions.lookUp(sessionId, entry);
    }
  }

  private async answer(call: Call, fault: Fault | undefined): Promise<GraphAnswer | undefined> {
    const body = await readRequestBody(call.incoming);
    if (body === 'abandoned') {
      return undefined;
    }
    if (body === 'tooLarge') {
      this.note({ kind: 'unexpectedBody', detail: 'The body was too large.' });
      return errorAnswer(graphError('payloadTooLargeUncategorized', call.ids));
    }
    call.request.body = body.text;
    this.log.grow(call.request, body.text.length);
    await this.judge(call);
    return fault ? strike(fault, call) : call.carryOut();
  }

  /** Notes the violations; none of them is answered by itself, as the service would not either. */
  private async judge({ request, workbook, passage }: Call): Promise<void> {
    if (this.pauses.isTooEarly(workbook)) {
      const detail = `${request.route} was called before Retry-After had elapsed.`;
      this.note({ kind: 'calledTooEarly', detail });
    }
    const sessionIds = this.sessions.list().map(({ sessionId }) => sessionId);
    for (const violation of checkRequest(request, sessionIds)) {
      this.note(violation);
    }
    this.checkRequestIdIsNew(singleHeader(request, 'client-request-id'));
    if (await this.parallelCalls.isParallel(passage)) {
      const detail = `${request.route} was called while another action was under way there.`;
      this.note({ kind: 'parallelCalls', detail });
    }
  }

  private note(violation: Violation): void {
    this.violationLog.add(violation, violation.detail.length);
  }

  private checkRequestIdIsNew(clientRequestId: string | undefined): void {
    if (clientRequestId === undefined) {
      return;
    }
    // No more of it than a GUID has.
    const key = clientRequestId.slice(0, 36).toLowerCase();
    if (this.seenRequestIds.has(key)) {
      const detail = `client-request-id ${clientRequestId} was sent before.`;
      this.note({ kind: 'clientRequestIdRepeated', detail });
    }
    this.seenRequestIds.add(key);
    keepNewest(this.seenRequestIds, this.mostRemembered);
  }

  private finish({ request, workbook, passage, outgoing, ids }: Call, answer: GraphAnswer): void {
    request.status = answer.status;
    this.parallelCalls.leave(passage, 'answered');
    this.pauses.noteAnswer(workbook, answer.status, answer.headers['retry-after']);
    const headers = {
      // By the sandbox's own clock, as the dates in its other headers.
      date: new Date(this.now()).toUTCString(),
      'request-id': ids.requestId,
      ...(ids.clientRequestId === undefined ? {} : { 'client-request-id': ids.clientRequestId }),
      'x-ms-ags-diagnostic': '{"ServerInfo":{"DataCenter":"Sandbox","Slice":"E","Ring":"1"}}',
      ...answer.headers,
    };
    writeAnswer(outgoing, { ...answer, headers });
  }
}

/** How much of requests, and of violations, is kept for each that may be: a long token and a session id in it. */
const charactersPerEntry = 2000;

function charactersOf({ path, headers }: RequestRecord): number {
  return path.length + Object.entries(headers).flat(2).join('').length;
}

/** Calls that are not to run beside another one on the same workbook. */
const exclusiveActions: readonly (CallAction | undefined)[] = [
  'createSession',
  'refreshSession',
  'closeSession',
  'listWorksheets',
];

function locate({ action, item, argument }: CallTarget): DriveEntry | undefined {
  if (action === 'getSharedItem') {
    const url = urlOfSharingToken(argument ?? '');
    return url === undefined ? undefined : entryAtUrl(url);
  }
  return item && findEntry(item);
}

/** Names the workbook for the rules that go by workbook, by its ids when they are known. */
function workbookKey(request: RequestRecord, target: CallTarget | undefined): string {
  return JSON.stringify(
    request.driveId === undefined
      ? (target?.item ?? request.path)
      : [request.driveId, request.itemId],
  );
}

function requestIds(request: RequestRecord): RequestIds {
  const clientRequestId = singleHeader(request, 'client-request-id');
  return {
    requestId: randomUUID(),
    ...(clientRequestId === undefined ? {} : { clientRequestId }),
    at: request.at,
  };
}

import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Exchange, reset, strike } from './faultAnswers';
import type { Fault, FaultQueue } from './faults';
import type { CallTarget } from './callTarget';
import type { DriveEntry } from './driveEntries';
import { findEntry } from './driveTree';
import { errorAnswer, type GraphAnswer, writeAnswer } from './graphAnswer';
import type { GraphActions } from './graphActions';
import { graphError, type RequestIds } from './graphErrors';
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
  readonly requests: RequestRecord[] = [];
  readonly violations: Violation[] = [];
  private readonly seenRequestIds = new Set<string>();
  private readonly parallelCalls = new ParallelCalls();
  private readonly pauses: Pauses;

  constructor(
    private readonly now: () => number,
    private readonly sessions: WorkbookSessions,
    private readonly actions: GraphActions,
    private readonly faults: FaultQueue,
  ) {
    this.pauses = new Pauses(now);
  }

  /** Forgets requests and violations; a GUID stays used, a wait stays owed. */
  reset(): void {
    this.requests.length = 0;
    this.violations.length = 0;
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
    this.requests.push(request);
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
      this.violations.push({ kind: 'unexpectedBody', detail: 'The body was too large.' });
      return errorAnswer(graphError('payloadTooLargeUncategorized', call.ids));
    }
    call.request.body = body.text;
    await this.judge(call);
    return fault ? strike(fault, call) : call.carryOut();
  }

  /** Notes the violations; none of them is answered by itself, as the service would not either. */
  private async judge({ request, workbook, passage }: Call): Promise<void> {
    if (this.pauses.isTooEarly(workbook)) {
      const detail = `${request.route} was called before Retry-After had elapsed.`;
      this.violations.push({ kind: 'calledTooEarly', detail });
    }
    const sessionIds = this.sessions.list().map(({ sessionId }) => sessionId);
    this.violations.push(...checkRequest(request, sessionIds));
    this.checkRequestIdIsNew(singleHeader(request, 'client-request-id'));
    if (await this.parallelCalls.isParallel(passage)) {
      const detail = `${request.route} was called while another action was under way there.`;
      this.violations.push({ kind: 'parallelCalls', detail });
    }
  }

  private checkRequestIdIsNew(clientRequestId: string | undefined): void {
    if (clientRequestId === undefined) {
      return;
    }
    const key = clientRequestId.toLowerCase();
    if (this.seenRequestIds.has(key)) {
      const detail = `client-request-id ${clientRequestId} was sent before.`;
      this.violations.push({ kind: 'clientRequestIdRepeated', detail });
    }
    this.seenRequestIds.add(key);
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

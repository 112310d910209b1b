import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isJsonObject, type JsonObject, parseJson } from '../base/json';
import { type Fault, isFault, problemOf } from './faults';
import type { RecordedRequest } from './graphCall';
import { type GraphAnswer, readRequestBody, writeAnswer } from './httpMessages';
import type { Violation } from './violations';
import type { OpenSession } from './workbookSessions';

/** Where the admin API is; never a path of Graph. */
export const adminPath = '/_sandbox/control';

/** Which sessions; all of them when nothing is given. */
export interface SessionSelection {
  readonly driveId?: string;
  readonly itemId?: string;
}

/** What of the sandbox can be reached through the admin API. */
interface AdministeredSandbox {
  readonly requests: readonly RecordedRequest[];
  readonly violations: readonly Violation[];
  readonly dropped: { readonly requests: number; readonly violations: number };
  readonly openSessions: readonly OpenSession[];
  fault(fault: Fault): unknown;
  advanceClock(ms: number): void;
  dropSessions(selection: SessionSelection): number;
  reset(): void;
}

interface Route {
  readonly method: 'GET' | 'POST';
  readonly handle: (body: JsonObject) => GraphAnswer;
}

const maxAdvanceMs = 366 * 24 * 3_600_000;
/** A session id in clear or in percent-encoding, or in base64 behind its parameter's name. */
const sessionIdText = /cluster(?:=|%(?:25)*3D)[^\s"']*|(?<=sessionid(?:=|%3D))[^\s"'&]*/gi;

/** Lets whoever knows the secret look into the sandbox and script it, from a terminal. */
export class AdminApi {
  private readonly routes: ReadonlyMap<string, Route> = new Map<string, Route>([
    ['requests', { method: 'GET', handle: () => this.requests() }],
    ['violations', { method: 'GET', handle: () => this.violations() }],
    ['faults', { method: 'POST', handle: (body) => this.addFault(body) }],
    ['clock', { method: 'POST', handle: (body) => this.advanceClock(body) }],
    ['sessions/drop', { method: 'POST', handle: (body) => this.dropSessions(body) }],
    ['reset', { method: 'POST', handle: (body) => this.reset(body) }],
  ]);

  constructor(
    private readonly secret: string,
    private readonly sandbox: AdministeredSandbox,
  ) {}

  /** True when the request target is for the admin API and not for Graph. */
  isFor(requestTarget: string): boolean {
    return requestTarget === adminPath || requestTarget.startsWith(`${adminPath}/`);
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const answer = await this.answer(incoming);
    if (answer) {
      writeAnswer(outgoing, answer);
    }
  }

  private async answer(incoming: IncomingMessage): Promise<GraphAnswer | undefined> {
    if (!this.knowsSecret(incoming)) {
      return refusal(401, 'Authorization: Bearer <secret> is missing or wrong.', {
        'www-authenticate': 'Bearer',
        connection: 'close',
      });
    }
    const name = (incoming.url ?? '').slice(adminPath.length + 1);
    const route = this.routes.get(name);
    if (!route) {
      return refusal(404, `There is ${[...this.routes.keys()].join(', ')}.`);
    }
    return incoming.method === route.method
      ? call(route, incoming)
      : refusal(405, `${name} takes ${route.method}.`, { allow: route.method });
  }

  /** Compares in the same time whatever was sent. */
  private knowsSecret({ headersDistinct }: IncomingMessage): boolean {
    const [sent = '', ...more] = headersDistinct['authorization'] ?? [];
    return more.length === 0 && timingSafeEqual(digest(sent), digest(`Bearer ${this.secret}`));
  }

  private requests(): GraphAnswer {
    const { requests, dropped } = this.sandbox;
    return adminAnswer({ requests: requests.map(reportRequest), dropped: dropped.requests });
  }

  private violations(): GraphAnswer {
    const { requests, openSessions, violations, dropped } = this.sandbox;
    const sent = requests.flatMap(({ headers }) => headers['workbook-session-id'] ?? []);
    const ids = [...sent, ...openSessions.map(({ sessionId }) => sessionId)];
    return adminAnswer({
      violations: violations.map((violation) => reportViolation(violation, ids)),
      dropped: dropped.violations,
    });
  }

  private addFault(fault: JsonObject): GraphAnswer {
    if (!isFault(fault)) {
      return refusal(400, problemOf(fault) ?? '');
    }
    this.sandbox.fault(fault);
    return adminAnswer({ added: fault });
  }

  private advanceClock({ ms, ...more }: JsonObject): GraphAnswer {
    if (typeof ms !== 'number' || !(ms >= 0 && ms <= maxAdvanceMs) || !isEmpty(more)) {
      return refusal(400, `It takes {"ms": <number>}, at most ${maxAdvanceMs}.`);
    }
    this.sandbox.advanceClock(ms);
    return adminAnswer({ advancedMs: ms });
  }

  private dropSessions({ driveId, itemId, ...more }: JsonObject): GraphAnswer {
    if (!isTextOrAbsent(driveId) || !isTextOrAbsent(itemId) || !isEmpty(more)) {
      return refusal(400, 'It takes {}, or "driveId" and "itemId" of a workbook.');
    }
    const dropped = this.sandbox.dropSessions({
      ...(driveId !== undefined && { driveId }),
      ...(itemId !== undefined && { itemId }),
    });
    return adminAnswer({ dropped });
  }

  private reset(body: JsonObject): GraphAnswer {
    if (!isEmpty(body)) {
      return refusal(400, 'It takes {}.');
    }
    this.sandbox.reset();
    return adminAnswer({});
  }
}

async function call(route: Route, incoming: IncomingMessage): Promise<GraphAnswer | undefined> {
  const body = await readRequestBody(incoming);
  if (body === 'abandoned') {
    return undefined;
  }
  if (body === 'tooLarge') {
    return refusal(413, 'The body is too large.', { connection: 'close' });
  }
  // No body is as good as an empty object.
  const parsed = parseJson(body.text || '{}');
  return isJsonObject(parsed) ? route.handle(parsed) : refusal(400, 'The body is no JSON object.');
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function isEmpty(body: JsonObject): boolean {
  return Object.keys(body).length === 0;
}

function refusal(
  status: number,
  error: string,
  headers: Readonly<Record<string, string>> = {},
): GraphAnswer {
  const answer = adminAnswer({ error });
  return { ...answer, status, headers: { ...answer.headers, ...headers } };
}

function adminAnswer(body: JsonObject): GraphAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: `${JSON.stringify(body, undefined, 2)}\n`,
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A request for people at a terminal: by its shape, and without headers and body. */
function reportRequest(request: RecordedRequest): Record<string, unknown> {
  const { at, method, route, action, driveId, itemId, session, status } = request;
  const clientRequestId = request.headers['client-request-id']?.join(', ');
  const when = new Date(at).toISOString();
  return { at: when, method, route, action, driveId, itemId, session, status, clientRequestId };
}

/**
 * A violation for people at a terminal. What a client sent is quoted there, so session ids are blotted
 * out: whatever looks like one, and those that were really sent.
 */
function reportViolation(
  { kind, detail }: Violation,
  sentSessionIds: readonly string[],
): Violation {
  const blotted = sentSessionIds
    .filter((id) => id !== '')
    .flatMap((id) => [id, encodeURIComponent(id)])
    .reduce((text, id) => text.replaceAll(id, '…'), detail);
  return { kind, detail: blotted.replaceAll(sessionIdText, '…') };
}

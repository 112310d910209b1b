import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { defined } from '../base/defined';
import { isJsonObject, type JsonObject, parseJson } from '../base/json';
import { type Fault, isFault, problemOf } from './faults';
import type { RecordedRequest } from './graphCall';
import { readRequestBody, writeAnswer } from './httpMessages';
import type { SandboxAnswer } from './sandboxAnswer';
import type { Violation } from './violations';
import type { Leak, OpenSession, SessionSelection } from './workbookSessions';

/** The path of the admin API. Graph has no such path. */
export const adminPath = '/_sandbox/admin';

/** The part of the sandbox that the admin API uses. */
interface AdministeredSandbox {
  readonly requests: readonly RecordedRequest[];
  readonly violations: readonly Violation[];
  readonly dropped: { readonly requests: number; readonly violations: number };
  readonly openSessions: readonly OpenSession[];
  readonly leaks: readonly Leak[];
  fault(fault: Fault): unknown;
  advanceClock(ms: number): void;
  dropSessions(selection: SessionSelection): number;
  reset(): void;
}

interface AdminRoute {
  readonly method: 'GET' | 'POST';
  readonly handle: (body: JsonObject) => SandboxAnswer;
}

const maxAdvanceMs = 366 * 24 * 3_600_000;
/** Matches a session id in plain text or percent-encoded, or the base64 after its parameter's name. */
const sessionIdText = /cluster(?:=|%(?:25)*3D)[^\s"']*|(?<=sessionid(?:=|%3D))[^\s"'&]*/gi;

/** Lets a client that knows the secret inspect and control the sandbox, for example from a terminal. */
export class AdminApi {
  private readonly routes: ReadonlyMap<string, AdminRoute> = new Map<string, AdminRoute>([
    ['requests', { method: 'GET', handle: () => this.requests() }],
    ['violations', { method: 'GET', handle: () => this.violations() }],
    ['leaks', { method: 'GET', handle: () => adminAnswer({ leaks: this.sandbox.leaks }) }],
    ['faults', { method: 'POST', handle: (body) => this.addFault(body) }],
    ['clock', { method: 'POST', handle: (body) => this.advanceClock(body) }],
    ['sessions/drop', { method: 'POST', handle: (body) => this.dropSessions(body) }],
    ['reset', { method: 'POST', handle: (body) => this.reset(body) }],
  ]);

  constructor(
    private readonly secret: string,
    private readonly sandbox: AdministeredSandbox,
  ) {}

  /** True when the request target belongs to the admin API and not to Graph. */
  isFor(requestTarget: string): boolean {
    return requestTarget === adminPath || requestTarget.startsWith(`${adminPath}/`);
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const answer = await this.answer(incoming);
    if (answer) {
      writeAnswer(outgoing, answer);
    }
  }

  private async answer(incoming: IncomingMessage): Promise<SandboxAnswer | undefined> {
    if (!this.knowsSecret(incoming)) {
      return refusal(401, 'Authorization: Bearer <secret> is missing or wrong.', {
        'www-authenticate': 'Bearer',
        connection: 'close',
      });
    }
    const name = (incoming.url ?? '').slice(adminPath.length + 1);
    const route = this.routes.get(name);
    if (!route) {
      return refusal(404, `The routes are ${[...this.routes.keys()].join(', ')}.`);
    }
    return incoming.method === route.method
      ? call(route, incoming)
      : refusal(405, `${name} takes ${route.method}.`, { allow: route.method });
  }

  /** Takes the same time for every secret that is sent. */
  private knowsSecret({ headersDistinct }: IncomingMessage): boolean {
    const [sent = '', ...more] = headersDistinct['authorization'] ?? [];
    return more.length === 0 && timingSafeEqual(digest(sent), digest(`Bearer ${this.secret}`));
  }

  private requests(): SandboxAnswer {
    const { requests, dropped } = this.sandbox;
    return adminAnswer({ requests: requests.map(reportRequest), dropped: dropped.requests });
  }

  private violations(): SandboxAnswer {
    const { dropped } = this.sandbox;
    return adminAnswer({
      violations: violationsForDisplay(this.sandbox),
      dropped: dropped.violations,
    });
  }

  private addFault(fault: JsonObject): SandboxAnswer {
    if (!isFault(fault)) {
      return refusal(400, problemOf(fault) ?? '');
    }
    this.sandbox.fault(fault);
    return adminAnswer({ added: fault });
  }

  private advanceClock({ ms, ...more }: JsonObject): SandboxAnswer {
    if (typeof ms !== 'number' || !(ms >= 0 && ms <= maxAdvanceMs) || !isEmpty(more)) {
      return refusal(400, `It takes {"ms": <number>}, at most ${maxAdvanceMs}.`);
    }
    this.sandbox.advanceClock(ms);
    return adminAnswer({ advancedMs: ms });
  }

  private dropSessions({ driveId, itemId, ...more }: JsonObject): SandboxAnswer {
    if (!isTextOrAbsent(driveId) || !isTextOrAbsent(itemId) || !isEmpty(more)) {
      return refusal(400, 'It takes {}, or "driveId" and "itemId" of a workbook.');
    }
    return adminAnswer({ dropped: this.sandbox.dropSessions(defined({ driveId, itemId })) });
  }

  private reset(body: JsonObject): SandboxAnswer {
    if (!isEmpty(body)) {
      return refusal(400, 'It takes {}.');
    }
    this.sandbox.reset();
    return adminAnswer({});
  }
}

/** The violations without session ids. */
export function violationsForDisplay({
  requests,
  openSessions,
  violations,
}: Pick<AdministeredSandbox, 'requests' | 'openSessions' | 'violations'>): readonly Violation[] {
  const sent = requests.flatMap(({ headers }) => headers['workbook-session-id'] ?? []);
  const ids = [...sent, ...openSessions.map(({ sessionId }) => sessionId)];
  return violations.map((violation) => reportViolation(violation, ids));
}

async function call(
  route: AdminRoute,
  incoming: IncomingMessage,
): Promise<SandboxAnswer | undefined> {
  const body = await readRequestBody(incoming);
  if (body === 'abandoned') {
    return undefined;
  }
  if (body === 'tooLarge') {
    return refusal(413, 'The body is too large.', { connection: 'close' });
  }
  // Without a body, the input is an empty object.
  const parsed = parseJson(body.text || '{}');
  return isJsonObject(parsed)
    ? route.handle(parsed)
    : refusal(400, 'The body must be a JSON object.');
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
): SandboxAnswer {
  const answer = adminAnswer({ error });
  return { ...answer, status, headers: { ...answer.headers, ...headers } };
}

function adminAnswer(body: JsonObject): SandboxAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
    body: `${JSON.stringify(body, undefined, 2)}\n`,
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

/** A request for display: its route instead of its path, and no headers or body. */
function reportRequest(request: RecordedRequest): Record<string, unknown> {
  const { at, method, route, action, driveId, itemId, session, status } = request;
  const clientRequestId = request.headers['client-request-id']?.join(', ');
  const when = new Date(at).toISOString();
  return { at: when, method, route, action, driveId, itemId, session, status, clientRequestId };
}

/**
 * A violation for display. Its detail quotes the client, so session ids are replaced: those that were
 * sent, and everything else that looks like one.
 */
function reportViolation(
  { kind, detail }: Violation,
  sentSessionIds: readonly string[],
): Violation {
  const redacted = sentSessionIds
    .filter((id) => id !== '')
    .flatMap((id) => [id, encodeURIComponent(id)])
    .reduce((text, id) => text.replaceAll(id, '…'), detail);
  return { kind, detail: redacted.replaceAll(sessionIdText, '…') };
}

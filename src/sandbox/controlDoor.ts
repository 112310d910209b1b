import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { isFault, problemOf } from './controlFaults';
import { reportRequest, reportViolation } from './controlReport';
import type { Fault } from './faults';
import { type GraphAnswer, writeAnswer } from './graphAnswer';
import { readRequestBody } from './requestBody';
import type { RecordedRequest } from './requestLog';
import type { Violation } from './violations';
import type { OpenSession } from './workbookSessions';

/** Where the door is; never a path of the Graph. */
export const controlPath = '/_sandbox/control';

/** Which sessions; all of them when nothing is given. */
export interface SessionSelection {
  readonly driveId?: string;
  readonly itemId?: string;
}

/** What of the sandbox can be reached through the door. */
export interface ControlledSandbox {
  readonly requests: readonly RecordedRequest[];
  readonly violations: readonly Violation[];
  readonly dropped: { readonly requests: number; readonly violations: number };
  readonly openSessions: readonly OpenSession[];
  fault(fault: Fault): unknown;
  advanceClock(ms: number): void;
  dropSessions(selection: SessionSelection): number;
  reset(): void;
}

/** What is answered: a status and JSON. */
type Reply = readonly [status: number, body: Record<string, unknown>];
type Handler = (body: ReadonlyMap<string, unknown>, whole: unknown) => Reply;
type Entrance = readonly [method: 'GET' | 'POST', handler: Handler];

const maxAdvanceMs = 366 * 24 * 3_600_000;

/** Lets whoever knows the secret look into the sandbox and script it, from a terminal. */
export class ControlDoor {
  private readonly handlers: ReadonlyMap<string, Entrance> = new Map<string, Entrance>([
    ['requests', ['GET', () => [200, this.requests()]]],
    ['violations', ['GET', () => [200, this.violations()]]],
    ['faults', ['POST', (_, fault) => this.addFault(fault)]],
    ['clock', ['POST', (body) => this.advanceClock(body)]],
    ['sessions/drop', ['POST', (body) => this.dropSessions(body)]],
    ['reset', ['POST', (body) => this.reset(body)]],
  ]);

  constructor(
    private readonly secret: string,
    private readonly sandbox: ControlledSandbox,
  ) {}

  /** True when the request target is for the door and not for the Graph. */
  isFor(requestTarget: string): boolean {
    return requestTarget === controlPath || requestTarget.startsWith(`${controlPath}/`);
  }

  async handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const answer = await this.answer(incoming);
    if (answer) {
      writeAnswer(outgoing, answer);
    }
  }

  private async answer(incoming: IncomingMessage): Promise<GraphAnswer | undefined> {
    if (!this.knowsSecret(incoming)) {
      return answerOf(refusal(401, 'Authorization: Bearer <secret> is missing or wrong.'), {
        'www-authenticate': 'Bearer',
        connection: 'close',
      });
    }
    const name = (incoming.url ?? '').slice(controlPath.length + 1);
    const found = this.handlers.get(name);
    if (!found) {
      return answerOf(refusal(404, `There is ${[...this.handlers.keys()].join(', ')}.`));
    }
    const [method, handler] = found;
    return incoming.method === method
      ? answerWith(handler, incoming)
      : answerOf(refusal(405, `${name} takes ${method}.`), { allow: method });
  }

  /** Compares in the same time whatever was sent. */
  private knowsSecret({ headersDistinct }: IncomingMessage): boolean {
    const [sent = '', ...more] = headersDistinct['authorization'] ?? [];
    return more.length === 0 && timingSafeEqual(digest(sent), digest(`Bearer ${this.secret}`));
  }

  private requests(): Record<string, unknown> {
    const { requests, dropped } = this.sandbox;
    return { requests: requests.map(reportRequest), dropped: dropped.requests };
  }

  private violations(): Record<string, unknown> {
    const sent = this.sandbox.requests.flatMap(
      ({ headers }) => headers['workbook-session-id'] ?? [],
    );
    const ids = [...sent, ...this.sandbox.openSessions.map(({ sessionId }) => sessionId)];
    const { violations, dropped } = this.sandbox;
    return {
      violations: violations.map((violation) => reportViolation(violation, ids)),
      dropped: dropped.violations,
    };
  }

  private addFault(fault: unknown): Reply {
    if (!isFault(fault)) {
      return refusal(400, problemOf(fault) ?? '');
    }
    this.sandbox.fault(fault);
    return [200, { added: fault }];
  }

  private advanceClock(body: ReadonlyMap<string, unknown>): Reply {
    const ms = body.get('ms');
    if (typeof ms !== 'number' || !(ms >= 0 && ms <= maxAdvanceMs) || body.size > 1) {
      return refusal(400, `It takes {"ms": <number>}, at most ${maxAdvanceMs}.`);
    }
    this.sandbox.advanceClock(ms);
    return [200, { advancedMs: ms }];
  }

  private dropSessions(body: ReadonlyMap<string, unknown>): Reply {
    const { driveId, itemId, ...more } = Object.fromEntries(body);
    if (!isTextOrAbsent(driveId) || !isTextOrAbsent(itemId) || Object.keys(more).length > 0) {
      return refusal(400, 'It takes {}, or "driveId" and "itemId" of a workbook.');
    }
    const selection = {
      ...(driveId === undefined ? {} : { driveId }),
      ...(itemId === undefined ? {} : { itemId }),
    };
    return [200, { dropped: this.sandbox.dropSessions(selection) }];
  }

  private reset(body: ReadonlyMap<string, unknown>): Reply {
    if (body.size > 0) {
      return refusal(400, 'It takes {}.');
    }
    this.sandbox.reset();
    return [200, {}];
  }
}

async function answerWith(
  handler: Handler,
  incoming: IncomingMessage,
): Promise<GraphAnswer | undefined> {
  const body = await readRequestBody(incoming);
  if (body === 'abandoned') {
    return undefined;
  }
  if (body === 'tooLarge') {
    return answerOf(refusal(413, 'The body is too large.'), { connection: 'close' });
  }
  const parsed = parseObject(body.text);
  return answerOf(
    parsed
      ? handler(new Map(Object.entries(parsed)), parsed)
      : refusal(400, 'The body is no JSON object.'),
  );
}

/** No body is as good as an empty object. */
function parseObject(text: string): object | undefined {
  try {
    const parsed: unknown = JSON.parse(text || '{}');
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)
      ? parsed
      : undefined;
  } catch {
    return undefined;
  }
}

function isTextOrAbsent(value: unknown): value is string | undefined {
  return value === undefined || typeof value === 'string';
}

function refusal(status: number, error: string): Reply {
  return [status, { error }];
}

function answerOf([status, body]: Reply, headers: Record<string, string> = {}): GraphAnswer {
  return {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
    body: `${JSON.stringify(body, undefined, 2)}\n`,
  };
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}

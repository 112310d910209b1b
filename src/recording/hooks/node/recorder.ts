import type { RecordedCall, TokenOwner } from '../../recordingProtocol';
import { createdIn, errorCodesIn, partsOf } from '../../graphBodies';
import { PassingBody } from './passingBody';
import {
  type GraphRequest,
  graphRequestOf,
  isGraphOrigin,
  type WorkbookRequest,
} from '../../graphRequests';
import type { SeenSessions, SendClose } from './seenSessions';
import { ownerOf } from './tokenOwner';
import type { WindowPipe } from './windowPipe';

/** A request of the program, whatever client sent it. */
export interface SentRequest {
  readonly method: string;
  readonly origin: URL;
  /** The path with the query. */
  readonly target: string;
  header(name: string): string | undefined;
  /** Of a batch. */
  readonly body: PassingBody | undefined;
  readonly send: SendClose;
}

/** The head of the answer to it. */
export interface AnswerHead {
  readonly status: number;
  /** Its `Content-Encoding`. */
  readonly encoding: string | undefined;
}

/** What wants to see the body of an answer as it passes. */
export interface AnswerListener {
  add(chunk: unknown): void;
  /** The body is complete, or the answer broke off. */
  end(): void;
}

/** What those who watch a client say about its requests. */
export interface Traffic {
  /** A request starts whose path may be one of ours. */
  started(sent: SentRequest): void;
  /** @returns the listener, if the body of the answer is needed */
  answered(sent: SentRequest, head: AnswerHead): AnswerListener | undefined;
}

/** Makes a function that never throws: its first error ends the recording. */
export type Guard = <Input extends unknown[]>(
  action: (...input: Input) => void,
) => (...input: Input) => void;

/** Replaces a method of one object, or of all of a class, by one that shows what it is called with. */
export function watchMethod(
  object: object,
  name: string,
  see: (self: unknown, input: readonly unknown[]) => void,
): () => void {
  const own = Object.getOwnPropertyDescriptor(object, name);
  const original: unknown = Reflect.get(object, name);
  if (typeof original !== 'function') {
    return () => undefined;
  }
  const value = function (this: unknown, ...input: unknown[]): unknown {
    see(this, input);
    const result: unknown = Reflect.apply(original, this, input);
    return result;
  };
  Object.defineProperty(object, name, { value, writable: true, configurable: true });
  return () => {
    if (Reflect.get(object, name) !== value) {
      return; // Someone else has replaced it since.
    }
    Reflect.deleteProperty(object, name);
    if (own !== undefined) {
      Object.defineProperty(object, name, own);
    }
  };
}

const largestBody = 64 * 1024;
const longestSessionId = 8192;
/** The largest body of a batch, and of its answer, in bytes. */
export const largestBatch = 1024 * 1024;

/** What is known of a call before its answer's body. */
interface Call {
  readonly request: WorkbookRequest;
  readonly status: number;
  readonly sessionId: string | undefined;
}

/** Tells the window of the calls to workbooks. */
export class Recorder implements Traffic {
  constructor(
    private readonly pipe: Pick<WindowPipe, 'open' | 'send'>,
    private readonly sessions: SeenSessions,
  ) {}

  started(sent: SentRequest): void {
    if (requestIn(sent) !== undefined) {
      this.pipe.open();
    }
  }

  answered(sent: SentRequest, { status, encoding }: AnswerHead): AnswerListener | undefined {
    const request = requestIn(sent);
    if (request?.kind === 'workbook') {
      const sessionId = sent.header('workbook-session-id');
      return this.callAnswered(sent, { request, status, sessionId }, encoding);
    }
    return request?.kind === 'batch' && status === 200
      ? listener(largestBatch, encoding, (body) => {
          this.batchAnswered(sent, request.version, body);
        })
      : undefined;
  }

  private callAnswered(
    sent: SentRequest,
    call: Call,
    encoding: string | undefined,
  ): AnswerListener | undefined {
    if (needsBody(call)) {
      return listener(largestBody, encoding, (body) => {
        this.tellCall(sent, call, body);
      });
    }
    this.tellCall(sent, call, undefined);
    return undefined;
  }

  private batchAnswered(sent: SentRequest, version: string, answer: unknown): void {
    for (const { method, url, body, ...part } of partsOf(sent.body?.json(), answer)) {
      const request = graphRequestOf(method, `${version}/${url.replace(/^\//, '')}`);
      if (request?.kind === 'workbook') {
        this.tellCall(sent, { request, ...part }, body);
      }
    }
  }

  private tellCall(sent: SentRequest, call: Call, body: unknown): void {
    const sessionId = isSessionId(call.sessionId) ? call.sessionId : undefined;
    const created = createdBy(call, body);
    if (sessionId !== undefined || created !== undefined) {
      const authorization = sent.header('authorization');
      const { action, path } = call.request;
      const recorded: RecordedCall = {
        ...{ type: 'call', action, origin: sent.origin.origin, path },
        status: call.status,
        ...(sessionId === undefined ? {} : { sessionId }),
        ...(created === undefined ? {} : { created }),
        ...errorCodesOf(call, body),
        ...ownerIn(authorization),
      };
      this.sessions.note(recorded, { authorization, send: sent.send });
      this.pipe.send(recorded);
    }
  }
}

function createdBy(call: Call, body: unknown): RecordedCall['created'] {
  const created = mayCreate(call) ? createdIn(body, call.request.query) : undefined;
  return isSessionId(created?.sessionId) ? created : undefined;
}

function errorCodesOf({ status }: Call, body: unknown): Pick<RecordedCall, 'errorCodes'> {
  const errorCodes = status < 400 ? [] : errorCodesIn(body);
  return errorCodes.length === 0 ? {} : { errorCodes };
}

/** The window ends a connection that names anything else. */
function isSessionId(text: string | undefined): boolean {
  return text !== undefined && text.length <= longestSessionId && /^[\x21-\x7E]+$/.test(text);
}

function requestIn({ origin, method, target }: SentRequest): GraphRequest | undefined {
  return isGraphOrigin(origin) ? graphRequestOf(method, target) : undefined;
}

function mayCreate({ request, status }: Call): boolean {
  return request.action === 'createSession' && (status === 200 || status === 201);
}

function needsBody(call: Call): boolean {
  return mayCreate(call) || (call.sessionId !== undefined && call.status >= 400);
}

function ownerIn(authorization: string | undefined): { readonly owner?: TokenOwner } {
  const owner = authorization === undefined ? undefined : ownerOf(authorization);
  return owner === undefined ? {} : { owner };
}

function listener(
  limit: number,
  encoding: string | undefined,
  whenRead: (body: unknown) => void,
): AnswerListener {
  const body = new PassingBody(limit);
  let isOver = false;
  return {
    add(chunk) {
      body.add(chunk);
    },
    end() {
      if (!isOver) {
        isOver = true;
        whenRead(body.json(encoding));
      }
    },
  };
}

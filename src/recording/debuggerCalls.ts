import { literal, number, object, picklist, record, string, unknown, variant } from 'valibot';
import { defined } from '../base/defined';
import { parseJson } from '../base/json';
import { readAs } from '../base/schema';
import { createdIn, sessionIdOf } from './graphBodies';
import { graphRequestOf, isGraphOrigin } from './graphRequests';
import type { RecordedCall } from './recordingProtocol';

/** The most requests whose answer is awaited. */
const mostRequests = 1000;

/**
 * The events of js-debug that matter, in the form of the Chrome DevTools Protocol.
 * @see https://chromedevtools.github.io/devtools-protocol/tot/Network/
 */
const networkEvent = variant('event', [
  object({
    event: literal('requestWillBeSent'),
    data: object({
      requestId: string(),
      request: object({ url: string(), method: string(), headers: record(string(), unknown()) }),
    }),
  }),
  object({
    event: literal('responseReceived'),
    data: object({ requestId: string(), response: object({ status: number() }) }),
  }),
  object({
    event: picklist(['loadingFinished', 'loadingFailed']),
    data: object({ requestId: string() }),
  }),
]);

/** A call to a workbook whose answer has not come completely. */
type OpenCall = Omit<RecordedCall, 'status'> & { readonly status?: number };

export interface DebuggerCallsDeps {
  /** The body of an answer; rejects where the debugger can't give it. */
  readonly bodyOf: (requestId: string) => Promise<string>;
  readonly tell: (call: RecordedCall) => void;
}

/**
 * Finds the calls to workbooks in the network events of a debug session. The events contain whole requests with
 * their tokens. Only the path and one header are taken, and nothing else is read or kept.
 */
export class DebuggerCalls {
  private readonly calls = new Map<string, OpenCall>();

  constructor(private readonly deps: DebuggerCallsDeps) {}

  /** Takes the body of an event `networkEvent`. Anything else is ignored. */
  async note(body: unknown): Promise<void> {
    const found = readAs(networkEvent, body);
    switch (found?.event) {
      case 'requestWillBeSent':
        this.begin(found.data.requestId, found.data.request);
        return;
      case 'responseReceived':
        this.answer(found.data.requestId, found.data.response.status);
        return;
      case 'loadingFinished':
        await this.finish(found.data.requestId);
        return;
      case 'loadingFailed':
        this.calls.delete(found.data.requestId);
        return;
      case undefined:
    }
  }

  private begin(
    requestId: string,
    { url, method, headers }: { url: string; method: string; headers: Record<string, unknown> },
  ): void {
    const call = URL.canParse(url) ? callOf(new URL(url), method, headers) : undefined;
    if (call && this.calls.size < mostRequests) {
      this.calls.set(requestId, call);
    }
  }

  private answer(requestId: string, status: number): void {
    const call = this.calls.get(requestId);
    if (call) {
      this.calls.set(requestId, { ...call, status });
    }
  }

  private async finish(requestId: string): Promise<void> {
    const { status, ...call } = this.calls.get(requestId) ?? {};
    this.calls.delete(requestId);
    if (status === undefined || !('type' in call)) {
      return;
    }
    const created = call.action === 'createSession' ? await this.created(requestId) : undefined;
    if (call.sessionId !== undefined || created) {
      this.deps.tell({ ...call, status, ...defined({ created }) });
    }
  }

  /** The session in the answer to createSession. */
  private async created(requestId: string): Promise<RecordedCall['created']> {
    const body = await this.deps.bodyOf(requestId).catch(() => '');
    return createdIn(parseJson(body), '');
  }
}

function callOf(
  url: URL,
  method: string,
  headers: Readonly<Record<string, unknown>>,
): OpenCall | undefined {
  const request = isGraphOrigin(url) ? graphRequestOf(method, url.pathname) : undefined;
  if (request?.kind !== 'workbook') {
    return undefined;
  }
  const { action, path } = request;
  const sessionId = sessionIdOf(headers);
  return { type: 'call', action, origin: url.origin, path, ...defined({ sessionId }) };
}

import { randomUUID } from 'node:crypto';
import type { CloseAnswer, CloseRequest, RecordedCall } from '../../recordingProtocol';

/** What a request for closeSession is sent with. */
export interface CloseOptions {
  readonly headers: Readonly<Record<string, string>>;
  readonly signal: AbortSignal;
  /** True if the program must not end before the answer. */
  readonly keepsAlive: boolean;
}

/** The service's answer to closeSession. */
export type ClosingAnswer = Required<Pick<CloseAnswer, 'status' | 'errorCodes'>>;

/** Sends a POST with the HTTP client of the program. */
export type SendClose = (url: string, options: CloseOptions) => Promise<ClosingAnswer>;

/** With what the program called the service. */
export interface Credential {
  readonly authorization: string | undefined;
  readonly send: SendClose;
}

interface SeenSession {
  readonly origin: string;
  readonly path: string;
  /** The origin and the owner of the token, under which the newest credential is kept. */
  readonly owner: string;
  readonly credential: Credential;
  readonly isCreatedHere: boolean;
}

const mostSessions = 1000;
const mostOwners = 100;
const answerLimitMs = 30_000;
const exitLimitMs = 5000;

/** The sessions that the program created or used, and how to close them with its own credential. */
export class SeenSessions {
  private readonly sessions = new Map<string, SeenSession>();
  private readonly newest = new Map<string, Credential>();
  private queue: Promise<unknown> = Promise.resolve();

  get hasLeftOpen(): boolean {
    return [...this.sessions.values()].some(({ isCreatedHere }) => isCreatedHere);
  }

  /** An error answer changes nothing: the service may have rejected the credential or the session. */
  note(call: RecordedCall, credential: Credential): void {
    const { created, status, action, sessionId = '' } = call;
    if (status >= 400) {
      return;
    }
    if (action === 'closeSession') {
      this.sessions.delete(sessionId);
    } else {
      this.remember(created?.sessionId ?? sessionId, call, credential);
    }
  }

  /** Closes a session that the program saw, after those that were asked for before. */
  async close({ request, sessionId }: CloseRequest): Promise<CloseAnswer> {
    const answer = this.queue.then(() => this.closeWithin(sessionId));
    this.queue = answer;
    return { type: 'closeAnswer', request, ...(await answer) };
  }

  /** Closes what the program created and left open; on one workbook, one after the other. */
  async closeLeftOpen(): Promise<void> {
    const limit = new AbortController();
    const timer = setTimeout(() => {
      limit.abort();
    }, exitLimitMs);
    const byWorkbook = new Map<string, string[]>();
    for (const [sessionId, { origin, path, isCreatedHere }] of this.sessions) {
      if (isCreatedHere) {
        const workbook = origin + path;
        byWorkbook.set(workbook, [...(byWorkbook.get(workbook) ?? []), sessionId]);
      }
    }
    const closings = [...byWorkbook.values()].map(async (sessionIds) => {
      for (const sessionId of sessionIds) {
        await this.send(sessionId, { signal: limit.signal, keepsAlive: true });
      }
    });
    await Promise.all(closings);
    clearTimeout(timer);
  }

  private remember(sessionId: string, call: RecordedCall, credential: Credential): void {
    const known = this.sessions.get(sessionId);
    const owner = JSON.stringify([call.origin, call.owner ?? credential.authorization]);
    remember(this.newest, owner, credential, mostOwners);
    const isCreatedHere = call.created !== undefined || known?.isCreatedHere === true;
    const { origin, path } = call;
    const seen = { origin, path, owner, credential, isCreatedHere };
    remember(this.sessions, sessionId, seen, mostSessions);
  }

  private async closeWithin(sessionId: string): Promise<Omit<CloseAnswer, 'type' | 'request'>> {
    const limit = new AbortController();
    const timer = setTimeout(() => {
      limit.abort();
    }, answerLimitMs).unref();
    const answer = await this.send(sessionId, { signal: limit.signal, keepsAlive: false });
    clearTimeout(timer);
    return answer;
  }

  private async send(
    sessionId: string,
    options: Omit<CloseOptions, 'headers'>,
  ): Promise<Omit<CloseAnswer, 'type' | 'request'>> {
    const session = this.sessions.get(sessionId);
    if (session === undefined) {
      return { reason: 'notSeen' };
    }
    const { authorization, send } = this.newest.get(session.owner) ?? session.credential;
    const headers = {
      'workbook-session-id': sessionId,
      'client-request-id': randomUUID(),
      'Content-Type': 'application/json',
      ...(authorization === undefined ? {} : { Authorization: authorization }),
    };
    try {
      const url = `${session.origin}${session.path}/workbook/closeSession`;
      return await send(url, { headers, ...options });
    } catch {
      return { reason: 'noAnswer' };
    }
  }
}

/** Adds it as the newest, and drops the oldest of too many. */
function remember<Value>(map: Map<string, Value>, key: string, value: Value, most: number): void {
  map.delete(key);
  map.set(key, value);
  const [oldest] = map.keys();
  if (map.size > most && oldest !== undefined) {
    map.delete(oldest);
  }
}

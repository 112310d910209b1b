import { removedToken } from './accessTokens';
import { BoundedList, keepNewest } from './boundedList';
import { type CallAction, decoded, type RecordedRequest, singleHeader } from './graphCall';
import { parseSearchBody } from './searchQuery';
import { parseCreateBody } from './workbookActions';

/** The mistakes that a correct client of Graph never makes. */
export type ViolationKind =
  /** The header is missing, sent twice, or not `Bearer` and a token. */
  | 'authorizationHeader'
  /** A token whose audience is Microsoft Graph. The sandbox refuses it and keeps nothing of it. */
  | 'tokenForGraph'
  /** For refresh and close: the header is missing, sent twice, or not printable ASCII. */
  | 'sessionIdHeader'
  /** For actions: the header is missing, sent twice, or not JSON. */
  | 'contentTypeHeader'
  /** The header is missing, sent twice, or not a GUID. */
  | 'clientRequestIdHeader'
  /** An earlier request had the same GUID. */
  | 'clientRequestIdRepeated'
  /** For refresh and close: not empty and not `{}`. For create: no JSON object with a flag. */
  | 'unexpectedBody'
  | 'wrongMethod'
  | 'unknownPath'
  /** An action on a workbook while another action runs on it. */
  | 'parallelCalls'
  /** A call before `Retry-After` had elapsed. */
  | 'calledTooEarly'
  /** A token or a session id in the request target. */
  | 'secretInUrl';

export interface Violation {
  readonly kind: ViolationKind;
  /** One sentence for the reader of a failed test. */
  readonly detail: string;
}

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Printable ASCII without a space. */
const printable = /^[\x21-\x7e]{1,8192}$/;

/** The pattern of each required header, and the violation if it doesn't match. */
const authorization = {
  name: 'authorization',
  kind: 'authorizationHeader',
  pattern: /^Bearer [\x21-\x7e]+$/,
} as const;
const clientRequestId = {
  name: 'client-request-id',
  kind: 'clientRequestIdHeader',
  pattern: guid,
} as const;
const contentType = {
  name: 'content-type',
  kind: 'contentTypeHeader',
  pattern: /^application\/json(\s*;.*)?$/i,
} as const;
const sessionId = {
  name: 'workbook-session-id',
  kind: 'sessionIdHeader',
  pattern: printable,
} as const;

const headersOfReads = [authorization, clientRequestId];
/** Checked only if sent. Any program may list worksheets, in a session or without one. */
const optionalHeaders = [clientRequestId, sessionId];
const headersOfPosts = [...headersOfReads, contentType];
/** All other actions are reads. */
const posts: Partial<Record<CallAction, PostRules>> = {
  createSession: { headers: headersOfPosts, takesBody: (body) => !!parseCreateBody(body) },
  refreshSession: { headers: [...headersOfPosts, sessionId], takesBody: isEmptyBody },
  closeSession: { headers: [...headersOfPosts, sessionId], takesBody: isEmptyBody },
  searchQuery: { headers: headersOfPosts, takesBody: (body) => !!parseSearchBody(body) },
};

interface HeaderRule {
  readonly name: string;
  readonly kind: ViolationKind;
  readonly pattern: RegExp;
}

interface PostRules {
  readonly headers: readonly HeaderRule[];
  readonly takesBody: (body: string) => boolean;
}

/** The violations so far. They don't change the answers. */
export class ViolationLog extends BoundedList<Violation> {
  private readonly seenRequestIds = new Set<string>();

  note(kind: ViolationKind, detail: string): void {
    this.add({ kind, detail }, detail.length);
  }

  /** Notes the violations in a single request. */
  check(request: RecordedRequest, sessionIds: readonly string[]): void {
    for (const { kind, detail } of checkRequest(request, sessionIds)) {
      this.note(kind, detail);
    }
    this.checkRequestIdIsNew(singleHeader(request, 'client-request-id'));
  }

  private checkRequestIdIsNew(clientRequestId: string | undefined): void {
    if (clientRequestId === undefined) {
      return;
    }
    // A GUID has 36 characters.
    const key = clientRequestId.slice(0, 36).toLowerCase();
    if (this.seenRequestIds.has(key)) {
      this.note('clientRequestIdRepeated', `client-request-id ${clientRequestId} was sent before.`);
    }
    this.seenRequestIds.add(key);
    keepNewest(this.seenRequestIds, this.most.entries);
  }
}

/** The HTTP method of an action. */
export function methodOf(action: CallAction): string {
  return posts[action] ? 'POST' : 'GET';
}

function checkRequest(request: RecordedRequest, sessionIds: readonly string[]): Violation[] {
  return [
    ...checkRoute(request),
    ...checkHeaders(request),
    ...checkToken(request),
    ...checkBody(request),
    ...checkTarget(request, sessionIds),
  ];
}

function checkRoute({ action, method, path }: RecordedRequest): Violation[] {
  if (!action) {
    return [{ kind: 'unknownPath', detail: `The sandbox has no path ${method} ${path}.` }];
  }
  return method === methodOf(action)
    ? []
    : [{ kind: 'wrongMethod', detail: `${action} was called by ${method}.` }];
}

function checkHeaders(request: RecordedRequest): Violation[] {
  return headersToCheck(request).flatMap(({ name, kind, pattern }) => {
    const count = request.headers[name]?.length ?? 0;
    if (count !== 1) {
      return [{ kind, detail: `${callText(request)}: ${name} was sent ${count} times.` }];
    }
    return pattern.test(singleHeader(request, name) ?? '')
      ? []
      : [{ kind, detail: `${callText(request)}: ${name} is malformed.` }];
  });
}

/** A call in a sentence, without ids. */
function callText({ method, route }: RecordedRequest): string {
  return `${method} ${route}`;
}

function headersToCheck(request: RecordedRequest): readonly HeaderRule[] {
  return request.action === 'listWorksheets'
    ? [authorization, ...optionalHeaders.filter(({ name }) => request.headers[name])]
    : (rulesOf(request)?.headers ?? headersOfReads);
}

function checkToken({ headers }: RecordedRequest): Violation[] {
  const isForGraph = headers['authorization']?.some((value) => value.includes(removedToken));
  const detail = 'A real access token for Microsoft Graph was sent. Nothing of it was kept.';
  return isForGraph ? [{ kind: 'tokenForGraph', detail }] : [];
}

function checkBody(request: RecordedRequest): Violation[] {
  const { body } = request;
  const isExpected = rulesOf(request)?.takesBody(body) ?? body === '';
  return isExpected
    ? []
    : [{ kind: 'unexpectedBody', detail: `${callText(request)}: The body was ${body}` }];
}

function rulesOf({ action }: RecordedRequest): PostRules | undefined {
  return action && posts[action];
}

function isEmptyBody(body: string): boolean {
  return body === '' || body === '{}';
}

function checkTarget(request: RecordedRequest, sessionIds: readonly string[]): Violation[] {
  const token = (singleHeader(request, 'authorization') ?? '').replace(/^\S+ /, '');
  const sent = request.headers['workbook-session-id'] ?? [];
  const secrets = [token, ...sent, ...sessionIds].filter((secret) => secret.length > 0);
  const forms = [request.path, decoded(request.path), decoded(decoded(request.path))];
  return secrets.some((secret) => forms.some((form) => form.includes(secret)))
    ? [{ kind: 'secretInUrl', detail: `${request.route} was called with a secret in its URL.` }]
    : [];
}

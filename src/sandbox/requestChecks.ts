import type { CallAction, RecordedRequest } from './requestLog';
import { parseSearchBody } from './searchRequests';
import type { Violation, ViolationKind } from './violations';

const guid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** Printable ASCII without a space. */
const printable = /^[\x21-\x7e]{1,8192}$/;

/** How each required header looks, and which violation it is when it does not. */
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
const headersOfPosts = [...headersOfReads, contentType];
/** Whatever is not here is a read. */
const posts: Partial<Record<CallAction, PostRules>> = {
  createSession: { headers: headersOfPosts, takesBody: (body) => !!parseCreateBody(body) },
  refreshSession: { headers: [...headersOfPosts, sessionId], takesBody: isEmptyBody },
  closeSession: { headers: [...headersOfPosts, sessionId], takesBody: isEmptyBody },
  searchQuery: { headers: headersOfPosts, takesBody: (body) => !!parseSearchBody(body) },
};

interface PostRules {
  readonly headers: readonly {
    readonly name: string;
    readonly kind: ViolationKind;
    readonly pattern: RegExp;
  }[];
  readonly takesBody: (body: string) => boolean;
}

/** The value of a header that was sent exactly once. */
export function singleHeader(
  { headers }: Pick<RecordedRequest, 'headers'>,
  name: string,
): string | undefined {
  const [value, ...more] = headers[name] ?? [];
  return more.length === 0 ? value : undefined;
}

/** What a createSession body asks for; undefined when it is no body for createSession. */
export function parseCreateBody(body: string): { persistChanges: boolean } | undefined {
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      return undefined;
    }
    // The API description gives the flag the default `false`.
    const persistChanges: unknown = 'persistChanges' in parsed ? parsed.persistChanges : false;
    return typeof persistChanges === 'boolean' ? { persistChanges } : undefined;
  } catch {
    return undefined;
  }
}

/** Everything that is wrong with the request by itself, without a look at the others. */
export function checkRequest(request: RecordedRequest, sessionIds: readonly string[]): Violation[] {
  return [
    ...checkRoute(request),
    ...checkHeaders(request),
    ...checkBody(request),
    ...checkTarget(request, sessionIds),
  ];
}

/** The HTTP method that an action takes. */
export function methodOf(action: CallAction): string {
  return posts[action] ? 'POST' : 'GET';
}

function checkRoute({ action, method, path }: RecordedRequest): Violation[] {
  if (!action) {
    return [{ kind: 'unknownPath', detail: `${method} ${path} is no path of the sandbox.` }];
  }
  return method === methodOf(action)
    ? []
    : [{ kind: 'wrongMethod', detail: `${action} was called by ${method}.` }];
}

function checkHeaders(request: RecordedRequest): Violation[] {
  return (rulesOf(request)?.headers ?? headersOfReads).flatMap(({ name, kind, pattern }) => {
    const count = request.headers[name]?.length ?? 0;
    if (count !== 1) {
      return [{ kind, detail: `${name} was sent ${count} times.` }];
    }
    return pattern.test(singleHeader(request, name) ?? '')
      ? []
      : [{ kind, detail: `${name} is malformed.` }];
  });
}

function checkBody(request: RecordedRequest): Violation[] {
  const { body } = request;
  const isExpected = rulesOf(request)?.takesBody(body) ?? body === '';
  return isExpected ? [] : [{ kind: 'unexpectedBody', detail: `The body was ${body}` }];
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

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

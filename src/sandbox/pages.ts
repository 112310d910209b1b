/** A page of a collection as it is sent. */
export interface Page {
  readonly value: unknown[];
  readonly '@odata.nextLink'?: string;
}

/** The page size where the client asks for none (reference page `driveitem-list-children`). */
const defaultPageSize = 200;
const maxPageSize = 999;

/**
 * The page of the resources that the request is for, by `$top` and `$skiptoken`, each with what
 * `$select` wants; undefined when the query is malformed.
 */
export function pageOf<T>(
  all: readonly T[],
  requestTarget: string,
  endpoint: string,
  toResource: (one: T) => Record<string, unknown>,
): Page | undefined {
  const url = new URL(requestTarget, endpoint);
  const size = sizeOf(option(url, '$top'));
  const start = startOf(option(url, '$skiptoken'));
  if (size === undefined || start === undefined) {
    return undefined;
  }
  const end = start + size;
  const value = all.slice(start, end).map((one) => selected(toResource(one), url));
  return end < all.length
    ? { value, '@odata.nextLink': linkTo(end, requestTarget, endpoint) }
    : { value };
}

/** Only what the query's `$select` names, where there is one. */
export function selected(resource: Record<string, unknown>, url: URL): Record<string, unknown> {
  const names = option(url, '$select')
    ?.split(',')
    .map((name) => name.trim());
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => names?.includes(name) ?? true),
  );
}

/** Names of query options do not tell capitals apart. */
function option({ searchParams }: URL, wanted: string): string | undefined {
  return [...searchParams].find(([name]) => name.toLowerCase() === wanted)?.[1];
}

function sizeOf(top: string | undefined): number | undefined {
  if (top === undefined) {
    return defaultPageSize;
  }
  return /^[1-9]\d{0,8}$/.test(top) ? Math.min(Number(top), maxPageSize) : undefined;
}

function startOf(skipToken: string | undefined): number | undefined {
  if (skipToken === undefined) {
    return 0;
  }
  const [, start] = /^start:([1-9]\d{0,8})$/.exec(fromBase64(skipToken)) ?? [];
  return start === undefined ? undefined : Number(start);
}

/** The same request for what comes after; the token is opaque to clients. */
function linkTo(start: number, requestTarget: string, endpoint: string): string {
  const [path = '', query = ''] = requestTarget.split('?', 2);
  const others = query.split('&').filter((pair) => pair && !/^(\$|%24)skiptoken=/i.test(pair));
  const token = `$skiptoken=${Buffer.from(`start:${start}`).toString('base64url')}`;
  return `${endpoint}${path}?${[...others, token].join('&')}`;
}

function fromBase64(text: string): string {
  return Buffer.from(text, 'base64url').toString();
}

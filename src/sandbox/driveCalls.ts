import { driveOf, type DriveEntry, findDrive, isBehindLink, site } from './drives';
import type { GraphCall } from './graphCall';
import { resourceAnswer } from './httpMessages';
import { driveItemOf } from './sandboxDriveItem';
import type { Outcome } from './sandboxErrors';
import { parseSearchBody, searchResponseOf } from './searchQuery';
import { urlOfSharingToken } from './webAddresses';
import { childrenOf, folded, searchBelow } from './workbookFiles';

/** The page size where the client asks for none (reference page `driveitem-list-children`). */
const defaultPageSize = 200;
const maxPageSize = 999;

/** The calls that find a workbook: drives, folders, searches, sharing links, sites. */
export function actOnDrive(call: GraphCall): Outcome {
  switch (call.target.action) {
    case 'searchQuery':
      return searchAll(call);
    case 'searchSites':
      return searchSites(call);
    case 'getSite':
      return getSite(call);
    case 'getDrive':
    case 'listDrives':
      return actOnWholeDrive(call);
    case 'getSharedItem':
      return urlOfSharingToken(call.target.argument) === undefined
        ? 'invalidRequest'
        : actOnEntry(call);
    default:
      return actOnEntry(call);
  }
}

function actOnEntry(call: GraphCall): Outcome {
  const { entry, target } = call;
  if (!entry) {
    return 'itemNotFound';
  }
  switch (target.action) {
    case 'listChildren':
      return items(call, childrenOf(entry));
    case 'searchFolder':
      // What another drive holds is only shown there.
      return items(
        call,
        searchBelow(entry, target.argument).filter(({ kind }) => kind !== 'shortcut'),
      );
    case 'searchDrive':
      return items(call, searchBelow(entry, target.argument));
    default:
      return one(call, 'drives(...)/items/$entity', driveItemOf(entry));
  }
}

function actOnWholeDrive(call: GraphCall): Outcome {
  const drive = call.target.item && findDrive(call.target.item.drive);
  if (!drive) {
    return 'itemNotFound';
  }
  return call.target.action === 'getDrive'
    ? one(call, 'drives/$entity', driveOf(drive))
    : many(call, 'drives', [drive], driveOf);
}

function searchSites(call: GraphCall): Outcome {
  const text = urlOf(call).searchParams.get('search') ?? '';
  const words = folded(`${site.displayName} ${site.description}`);
  const isFound = text === '*' || words.includes(folded(text));
  return many(call, 'sites', isFound ? [site] : [], (found) => ({ ...found }));
}

function getSite(call: GraphCall): Outcome {
  return call.target.argument === site.id ? one(call, 'sites/$entity', site) : 'itemNotFound';
}

function searchAll(call: GraphCall): Outcome {
  const requests = parseSearchBody(call.request.body);
  return requests?.every(({ entityTypes }) => entityTypes.includes('driveItem'))
    ? resourceAnswer(call, 'Collection(microsoft.graph.searchResponse)', {
        value: requests.map(searchResponseOf),
      })
    : 'badRequestUncategorized';
}

/** What only a link leads to is in no list. */
function items(call: GraphCall, entries: readonly DriveEntry[]): Outcome {
  const shown = entries.filter((entry) => !isBehindLink(entry));
  return many(call, 'Collection(driveItem)', shown, driveItemOf);
}

function one(call: GraphCall, context: string, resource: Record<string, unknown>): Outcome {
  return resourceAnswer(call, context, selected(resource, urlOf(call)));
}

/** The page of the resources that the request is for, by `$top` and `$skiptoken`. */
function many<T>(
  call: GraphCall,
  context: string,
  all: readonly T[],
  toResource: (one: T) => Record<string, unknown>,
): Outcome {
  const url = urlOf(call);
  const size = pageSizeOf(option(url, '$top'));
  const start = startOf(option(url, '$skiptoken'));
  if (size === undefined || start === undefined) {
    return 'invalidRequest';
  }
  const end = start + size;
  return resourceAnswer(call, context, {
    value: all.slice(start, end).map((each) => selected(toResource(each), url)),
    ...(end < all.length && { '@odata.nextLink': linkTo(end, call) }),
  });
}

function urlOf({ request, endpoint }: GraphCall): URL {
  return new URL(request.path, endpoint);
}

/** Only what the query's `$select` names, where there is one. */
function selected(resource: Record<string, unknown>, url: URL): Record<string, unknown> {
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

function pageSizeOf(top: string | undefined): number | undefined {
  if (top === undefined) {
    return defaultPageSize;
  }
  return /^[1-9]\d{0,8}$/.test(top) ? Math.min(Number(top), maxPageSize) : undefined;
}

function startOf(skipToken: string | undefined): number | undefined {
  if (skipToken === undefined) {
    return 0;
  }
  const [, start] =
    /^start:([1-9]\d{0,8})$/.exec(Buffer.from(skipToken, 'base64url').toString()) ?? [];
  return start === undefined ? undefined : Number(start);
}

/** The same request for what comes after; the token is opaque to clients. */
function linkTo(start: number, { request, endpoint }: GraphCall): string {
  const [path = '', query = ''] = request.path.split('?', 2);
  const others = query.split('&').filter((pair) => pair && !/^(\$|%24)skiptoken=/i.test(pair));
  const token = `$skiptoken=${Buffer.from(`start:${start}`).toString('base64url')}`;
  return `${endpoint}${path}?${[...others, token].join('&')}`;
}

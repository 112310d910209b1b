import { defined } from '../base/defined';
import { folded } from './driveEntries';
import { driveOf, type DriveEntry, findDrive, isBehindLink, site } from './drives';
import type { GraphCall } from './graphCall';
import { resourceAnswer } from './httpMessages';
import { driveItemOf } from './sandboxDriveItem';
import type { CallOutcome } from './sandboxErrors';
import { parseSearchBody, searchResponseOf } from './searchQuery';
import { urlOfSharingToken } from './webAddresses';

/** The page size without `$top` (reference page `driveitem-list-children`). */
const defaultPageSize = 200;
const maxPageSize = 999;

/** Answers the calls that find a workbook: drives, folders, searches, sharing links, sites. */
export function actOnDrive(call: GraphCall): CallOutcome {
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

function actOnEntry(call: GraphCall): CallOutcome {
  const { entry, entries, target } = call;
  if (!entry) {
    return 'itemNotFound';
  }
  switch (target.action) {
    case 'listChildren':
      return items(call, entries.childrenOf(entry));
    case 'searchFolder':
      // A shortcut's item is in another drive.
      return items(
        call,
        entries.searchBelow(entry, target.argument).filter(({ kind }) => kind !== 'shortcut'),
      );
    case 'searchDrive':
      return items(call, entries.searchBelow(entry, target.argument));
    default:
      return one(call, 'drives(...)/items/$entity', driveItemOf(entry, entries));
  }
}

function actOnWholeDrive(call: GraphCall): CallOutcome {
  const drive = call.target.item && findDrive(call.target.item.drive);
  if (!drive) {
    return 'itemNotFound';
  }
  return call.target.action === 'getDrive'
    ? one(call, 'drives/$entity', driveOf(drive))
    : many(call, 'drives', [drive], driveOf);
}

function searchSites(call: GraphCall): CallOutcome {
  const text = urlOf(call).searchParams.get('search') ?? '';
  const words = folded(`${site.displayName} ${site.description}`);
  const isFound = text === '*' || words.includes(folded(text));
  return many(call, 'sites', isFound ? [site] : [], (found) => ({ ...found }));
}

function getSite(call: GraphCall): CallOutcome {
  return call.target.argument === site.id ? one(call, 'sites/$entity', site) : 'itemNotFound';
}

function searchAll(call: GraphCall): CallOutcome {
  const requests = parseSearchBody(call.request.body);
  return requests?.every(({ entityTypes }) => entityTypes.includes('driveItem'))
    ? resourceAnswer(call, 'Collection(microsoft.graph.searchResponse)', {
        value: requests.map((request) => searchResponseOf(request, call.entries)),
      })
    : 'badRequestUncategorized';
}

/** The page without files that are shared only by a link. */
function items(call: GraphCall, entries: readonly DriveEntry[]): CallOutcome {
  const shown = entries.filter((entry) => !isBehindLink(entry));
  return many(call, 'Collection(driveItem)', shown, (entry) => driveItemOf(entry, call.entries));
}

function one(call: GraphCall, context: string, resource: Record<string, unknown>): CallOutcome {
  return resourceAnswer(call, context, selected(resource, urlOf(call)));
}

/** The page of the resources that `$top` and `$skiptoken` select. */
function many<T>(
  call: GraphCall,
  context: string,
  all: readonly T[],
  toResource: (one: T) => Record<string, unknown>,
): CallOutcome {
  const url = urlOf(call);
  const size = pageSizeOf(option(url, '$top'));
  const start = startOf(option(url, '$skiptoken'));
  if (size === undefined || start === undefined) {
    return 'invalidRequest';
  }
  const end = start + size;
  const nextLink = end < all.length ? linkTo(end, call) : undefined;
  return resourceAnswer(call, context, {
    value: all.slice(start, end).map((each) => selected(toResource(each), url)),
    ...defined({ '@odata.nextLink': nextLink }),
  });
}

function urlOf({ request, endpoint }: GraphCall): URL {
  return new URL(request.path, endpoint);
}

/** The properties that `$select` names, or all properties without it. */
function selected(resource: Record<string, unknown>, url: URL): Record<string, unknown> {
  const names = option(url, '$select')
    ?.split(',')
    .map((name) => name.trim());
  return Object.fromEntries(
    Object.entries(resource).filter(([name]) => names?.includes(name) ?? true),
  );
}

/** The value of a query option. Option names are case-insensitive. */
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

/** The address of the page that begins at an index. Its token is opaque to clients. */
function linkTo(start: number, { request, endpoint }: GraphCall): string {
  const [path = '', query = ''] = request.path.split('?', 2);
  const others = query.split('&').filter((pair) => pair && !/^(\$|%24)skiptoken=/i.test(pair));
  const token = `$skiptoken=${Buffer.from(`start:${start}`).toString('base64url')}`;
  return `${endpoint}${path}?${[...others, token].join('&')}`;
}

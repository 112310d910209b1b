import { defined } from '../base/defined';
import { type CallAction, type CallTarget, decoded } from './graphCall';
import type { DriveOwner, ItemReference } from './drives';

/** The forms in which Graph's calls name a drive, each with the kind of its owner. */
const drives: readonly (readonly [pattern: string, kind: DriveOwner['kind']])[] = [
  ['/me/drive', 'me'],
  ['/drives/{owner}', 'drive'],
  ['/users/{owner}/drive', 'user'],
  ['/sites/{owner}/drive', 'site'],
  ['/groups/{owner}/drive', 'group'],
];

/** The forms in which calls name a file or folder of the drive before an action. */
const items = ['/root', '/items/{item}', '/root:/{path}:'];

/** The actions on a file or folder. */
const itemCalls: readonly (readonly [pattern: string, action: CallAction])[] = [
  ['', 'getItem'],
  ['/children', 'listChildren'],
  ["/search(q='{q}')", 'searchFolder'],
  ['/workbook/createSession', 'createSession'],
  ['/workbook/refreshSession', 'refreshSession'],
  ['/workbook/closeSession', 'closeSession'],
  ['/workbook/worksheets', 'listWorksheets'],
  ['/workbook/operations/{id}', 'getOperation'],
  ["/workbook/sessionInfoResource(key='{key}')", 'getSessionInfo'],
];

/** The expressions of names in a pattern that aren't one segment. */
const texts: Readonly<Record<string, string>> = {
  path: '[^:]+',
  q: "(?:[^']|'')*",
  key: "(?:[^']|'')*",
};

interface GraphRoute {
  readonly action: CallAction;
  /** The pattern for the log, without ids. */
  readonly shape: string;
  readonly expression: RegExp;
  /** Absent for calls that name no drive. */
  readonly owner?: DriveOwner['kind'];
}

const routes: readonly GraphRoute[] = [
  ...drives.flatMap(([drive, owner]) => [
    routeOf(drive, 'getDrive', owner),
    ...(owner === 'drive' ? [] : [routeOf(`${drive}s`, 'listDrives', owner)]),
    routeOf(`${drive}/search(q='{q}')`, 'searchDrive', owner),
    routeOf(`${drive}/root:/{path}`, 'getItem', owner),
    ...items.flatMap((item) =>
      itemCalls.map(([call, action]) => routeOf(drive + item + call, action, owner)),
    ),
  ]),
  routeOf('/shares/{id}/driveItem', 'getSharedItem'),
  routeOf('/sites', 'searchSites'),
  routeOf('/sites/{id}', 'getSite'),
  routeOf('/search/query', 'searchQuery'),
];

/** The target of a call. The names in the path are decoded once. */
export function targetOf(requestTarget: string): CallTarget {
  const path = requestTarget.replace(/[?#].*$/s, '');
  // An encoded slash stays encoded here, because it is part of an id.
  const readable = decoded(path.replaceAll('%25', '%2525'), decodeURI);
  const matched = isPlain(path) ? readable.replaceAll(/%3[ad]/gi, (mark) => decoded(mark)) : '';
  for (const route of routes) {
    const groups = route.expression.exec(matched)?.groups;
    if (groups) {
      return targetOfRoute(route, groups);
    }
  }
  return { route: 'unknown', argument: '' };
}

function targetOfRoute(
  { action, shape, owner }: GraphRoute,
  groups: Readonly<Record<string, string>>,
): CallTarget {
  const names = new Map(Object.entries(groups).map(([name, text]) => [name, decoded(text)]));
  const argument = names.get('id') ?? names.get('q') ?? names.get('key') ?? '';
  return {
    action,
    route: shape,
    argument: argument.replaceAll("''", "'"),
    ...defined({ item: owner && itemOf(owner, names) }),
  };
}

function routeOf(pattern: string, action: CallAction, owner?: DriveOwner['kind']): GraphRoute {
  const source = pattern
    .replaceAll(/[().]/g, String.raw`\$&`)
    .replaceAll(/\{(\w+)\}/g, (_, name: string) => `(?<${name}>${texts[name] ?? '[^/]+'})`);
  return {
    action,
    shape: pattern.replaceAll(/\{(?:owner|item)\}/g, '{id}').replace(/:$/, ''),
    expression: new RegExp(String.raw`^/(?<version>v1\.0|beta)${source}$`),
    ...defined({ owner }),
  };
}

function itemOf(kind: DriveOwner['kind'], names: ReadonlyMap<string, string>): ItemReference {
  const [id, path] = [names.get('item'), names.get('path')];
  const root = path === undefined ? ({ kind: 'root' } as const) : ({ kind: 'path', path } as const);
  return {
    drive: kind === 'me' ? { kind } : { kind, id: names.get('owner') ?? '' },
    item: id === undefined ? root : { kind: 'id', id },
  };
}

/** False for dot segments and backslashes, which a URL parser would change to another path. */
function isPlain(path: string): boolean {
  return !path.includes('\\') && !/\/(\.|%2e)+(\/|$)/i.test(path);
}

import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { CallTarget } from './callTarget';
import type { ItemReference } from './driveEntries';
import type { DriveOwner } from './drives';
import type { GraphCalls } from './graphCalls';
import type { CallAction } from './requestLog';

interface Environment {
  Bindings: HttpBindings;
}
type RouteContext = Context<Environment>;

/** The forms in which Graph's calls name a drive: pattern, shape for the log, whose drive. */
const driveForms = [
  { pattern: '/me/drive', shape: '/me/drive', kind: 'me' },
  { pattern: '/drives/:owner', shape: '/drives/{id}', kind: 'drive' },
  { pattern: '/users/:owner/drive', shape: '/users/{id}/drive', kind: 'user' },
  { pattern: '/sites/:owner/drive', shape: '/sites/{id}/drive', kind: 'site' },
  { pattern: '/groups/:owner/drive', shape: '/groups/{id}/drive', kind: 'group' },
] as const;

/** What may follow an item: pattern, action, shape for the log; a group is the call's argument. */
const itemCalls: readonly (readonly [RegExp, CallAction, string])[] = [
  [/^$/, 'getItem', ''],
  [/^\/children$/, 'listChildren', '/children'],
  [/^\/search\(q='((?:[^']|'')*)'\)$/, 'searchFolder', "/search(q='{q}')"],
  [/^\/workbook\/createSession$/, 'createSession', '/workbook/createSession'],
  [/^\/workbook\/refreshSession$/, 'refreshSession', '/workbook/refreshSession'],
  [/^\/workbook\/closeSession$/, 'closeSession', '/workbook/closeSession'],
  [/^\/workbook\/operations\/([^/]+)$/, 'getOperation', '/workbook/operations/{id}'],
  [
    /^\/workbook\/sessionInfoResource\(key='((?:[^']|'')*)'\)$/,
    'getSessionInfo',
    "/workbook/sessionInfoResource(key='{key}')",
  ],
];

/** Calls that are about no drive: pattern, action, which parameter is the call's argument. */
const otherCalls: readonly (readonly [string, CallAction, string?])[] = [
  ['/shares/:token/driveItem', 'getSharedItem', 'token'],
  ['/sites', 'searchSites'],
  ['/sites/:site', 'getSite', 'site'],
  ['/search/query', 'searchQuery'],
];

/** What the sandbox says of itself to whoever asks for `/`. */
export interface Introduction {
  readonly name: 'workbook-sessions-sandbox';
  readonly version: string;
  readonly instanceId: string;
  readonly processId: number;
  readonly samples: readonly unknown[];
}

/** Brings each path of the Graph to the calls; ids are decoded once, on the way. */
export function graphRoutes(calls: GraphCalls, introduce: () => Introduction): Hono<Environment> {
  const app = new Hono<Environment>();
  const route = (pattern: string, targetOf: (context: RouteContext) => CallTarget | undefined) =>
    app.all(`/:version{v1\\.0|beta}${pattern}`, (context) =>
      hand(calls, context, targetOf(context)),
    );
  app.get('/', (context) => context.json(introduce()));
  for (const form of driveForms) {
    addDrive(route, form);
  }
  for (const [pattern, action, argument] of otherCalls) {
    route(pattern, (context) => ({
      action,
      route: pattern.replaceAll(/:\w+/g, '{id}'),
      ...(argument === undefined ? {} : { argument: param(context, argument) }),
    }));
  }
  app.all('*', (context) => hand(calls, context, undefined));
  return app;
}

type AddRoute = (
  pattern: string,
  targetOf: (context: RouteContext) => CallTarget | undefined,
) => unknown;

/** The calls about a drive and about what lies in it. */
function addDrive(route: AddRoute, { pattern, shape, kind }: (typeof driveForms)[number]): void {
  const ownerOf = (context: RouteContext): DriveOwner =>
    kind === 'me' ? { kind } : { kind, id: param(context, 'owner') };
  const rootOf = (context: RouteContext): ItemReference => ({
    drive: ownerOf(context),
    item: { kind: 'root' },
  });
  route(pattern, (context) => ({ action: 'getDrive', route: shape, item: rootOf(context) }));
  if (kind !== 'drive') {
    route(`${pattern}s`, (context) => ({
      action: 'listDrives',
      route: `${shape}s`,
      item: rootOf(context),
    }));
  }
  for (const rest of ['', '/:rest{.+}']) {
    route(`${pattern}/root${rest}`, (context) =>
      itemTarget(rootOf(context), `${shape}/root`, param(context, 'rest')),
    );
    route(`${pattern}/items/:item${rest}`, (context) => {
      const item = { kind: 'id', id: param(context, 'item') } as const;
      const reference = { drive: ownerOf(context), item };
      return itemTarget(reference, `${shape}/items/{id}`, param(context, 'rest'));
    });
  }
  route(`${pattern}/:path{root:/.+}`, (context) =>
    pathTarget(param(context, 'path'), ownerOf(context), shape),
  );
  route(`${pattern}/:search{search.+}`, (context) => {
    const target = itemTarget(rootOf(context), shape, param(context, 'search'));
    return target?.action === 'searchFolder' ? { ...target, action: 'searchDrive' } : undefined;
  });
}

/** `root:/Budget.xlsx`, `root:/Budget.xlsx:` or `root:/Budget.xlsx:/workbook/closeSession`. */
function pathTarget(rest: string, drive: DriveOwner, shape: string): CallTarget | undefined {
  const [, path, suffix = ''] = /^root:\/([^:]+)(?::(?:\/(.+))?)?$/s.exec(rest) ?? [];
  return path === undefined
    ? undefined
    : itemTarget(
        { drive, item: { kind: 'path', path } },
        `${shape}/root:/{path}${suffix && ':'}`,
        suffix,
      );
}

/** @param rest what follows the item, without a slash before it */
function itemTarget(item: ItemReference, shape: string, rest: string): CallTarget | undefined {
  for (const [pattern, action, callShape] of itemCalls) {
    const match = pattern.exec(rest && `/${rest}`);
    if (match) {
      const argument = match[1]?.replaceAll("''", "'");
      return {
        action,
        route: shape + callShape,
        item,
        ...(argument === undefined ? {} : { argument }),
      };
    }
  }
  return undefined;
}

function param(context: RouteContext, name: string): string {
  return context.req.param(name) ?? '';
}

async function hand(
  calls: GraphCalls,
  { env: { incoming, outgoing } }: RouteContext,
  target: CallTarget | undefined,
): Promise<Response> {
  await calls.handle(incoming, outgoing, target);
  return RESPONSE_ALREADY_SENT;
}

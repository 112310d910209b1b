import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import { type Context, Hono } from 'hono';
import type { CallTarget, GraphCalls } from './graphCalls';
import type { CallAction } from './requestLog';
import type { DriveOwner } from './workbookFiles';

interface Environment {
  Bindings: HttpBindings;
}
type RouteContext = Context<Environment>;

/** The drive forms of Graph's workbook calls: pattern, shape for the log, whose drive. */
const driveForms = [
  { pattern: '/me/drive', shape: '/me/drive', kind: 'me' },
  { pattern: '/drives/:owner', shape: '/drives/{id}', kind: 'drive' },
  { pattern: '/users/:owner/drive', shape: '/users/{id}/drive', kind: 'user' },
  { pattern: '/sites/:owner/drive', shape: '/sites/{id}/drive', kind: 'site' },
  { pattern: '/groups/:owner/drive', shape: '/groups/{id}/drive', kind: 'group' },
] as const;

/** What follows a drive item in the path, and what it asks for. */
const workbookCalls: ReadonlyMap<string, CallAction> = new Map([
  ['/workbook/createSession', 'createSession'],
  ['/workbook/refreshSession', 'refreshSession'],
  ['/workbook/closeSession', 'closeSession'],
  ['/workbook/worksheets', 'listWorksheets'],
]);

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
  app.get('/', (context) => context.json(introduce()));
  for (const form of driveForms) {
    const drive = `/:version{v1\\.0|beta}${form.pattern}`;
    const ownerOf = (context: RouteContext): DriveOwner =>
      form.kind === 'me' ? { kind: 'me' } : { kind: form.kind, id: param(context, 'owner') };
    const handleById = (action: CallAction, suffix: string) => {
      app.all(`${drive}/items/:item${suffix}`, (context) =>
        hand(calls, context, {
          action,
          workbook: { drive: ownerOf(context), item: { kind: 'id', id: param(context, 'item') } },
          route: `${form.shape}/items/{id}${suffix}`,
        }),
      );
    };
    handleById('getItem', '');
    for (const [suffix, action] of workbookCalls) {
      handleById(action, suffix);
    }
    app.all(`${drive}/:path{root:/.+}`, (context) =>
      hand(calls, context, pathTarget(param(context, 'path'), ownerOf(context), form.shape)),
    );
  }
  app.all('*', (context) => hand(calls, context, undefined));
  return app;
}

/** `root:/Budget.xlsx`, `root:/Budget.xlsx:` or `root:/Budget.xlsx:/workbook/closeSession`. */
function pathTarget(rest: string, drive: DriveOwner, shape: string): CallTarget | undefined {
  const [, path, suffix] = /^root:\/([^:]+)(?::(.*))?$/s.exec(rest) ?? [];
  if (path === undefined) {
    return undefined;
  }
  const workbook = { drive, item: { kind: 'path', path } } as const;
  if (!suffix) {
    return { action: 'getItem', workbook, route: `${shape}/root:/{path}` };
  }
  const action = workbookCalls.get(suffix);
  return action && { action, workbook, route: `${shape}/root:/{path}:${suffix}` };
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

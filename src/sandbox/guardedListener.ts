import type { RequestListener } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { version } from '../../package.json';
import type { ControlDoor } from './controlDoor';
import { writeAnswer } from './graphAnswer';
import type { GraphCalls } from './graphCalls';
import { graphRoutes } from './graphRoutes';
import { isMeantForUs } from './hostGuard';
import { sampleSessions } from './workbookFiles';

/** Who the sandbox is; its endpoint is known once it listens. */
interface Instance {
  readonly endpoint: string;
  readonly instanceId: string;
  readonly processId: number;
}

/** Looks at each request before the routes do: where it is for, and whether its target is plain. */
export function guardedListener(
  calls: GraphCalls,
  instance: Instance,
  door: ControlDoor | undefined,
): RequestListener {
  const introduce = () => {
    const { instanceId, processId } = instance;
    return {
      name: 'workbook-sessions-sandbox',
      version,
      instanceId,
      processId,
      samples: sampleSessions,
    } as const;
  };
  const routes = getRequestListener(graphRoutes(calls, introduce).fetch, {
    // The extension host shares its globals with everybody.
    overrideGlobalObjects: false,
  });
  return (incoming, outgoing) => {
    const { url = '' } = incoming;
    if (!isMeantForUs(incoming, instance.endpoint)) {
      writeAnswer(outgoing, { status: 403, headers: { connection: 'close' } });
    } else if (door?.isFor(url)) {
      void door.handle(incoming, outgoing);
    } else if (!isPlainTarget(url)) {
      void calls.handle(incoming, outgoing, undefined);
    } else {
      void routes(incoming, outgoing);
    }
  };
}

/** False for dot segments and backslashes, which a URL parser would bring to another path. */
function isPlainTarget(target: string): boolean {
  const path = target.replace(/\?.*$/s, '');
  return path.startsWith('/') && !path.includes('\\') && !/\/(\.|%2e)+(\/|$)/i.test(path);
}

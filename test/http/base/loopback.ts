import { once } from 'node:events';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Server as NetServer, Socket } from 'node:net';

export interface Loopback {
  readonly url: string;
  readonly requests: IncomingMessage[];
  readonly sockets: Socket[];
  answer: RequestListener;
  close(): Promise<void>;
}

/** Listens on a free port of this machine until closed. */
export async function listen(server: NetServer): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** An HTTP server that answers as each test says. */
export async function startLoopback(server: Server = createServer()): Promise<Loopback> {
  const sockets: Socket[] = [];
  const port = await listen(server);
  const loopback: Loopback = {
    url: `http://127.0.0.1:${port}/`,
    requests: [],
    sockets,
    answer: (_, response) => response.end(),
    async close() {
      const closed = once(server, 'close');
      server.close();
      sockets.forEach((socket) => socket.destroy());
      await closed;
    },
  };
  server.on('connection', (socket: Socket) => sockets.push(socket));
  server.on('request', (request: IncomingMessage, response) => {
    loopback.requests.push(request);
    loopback.answer(request, response);
  });
  return loopback;
}

/** A loopback server for each test of the suite. */
export function loopbackPerTest(): { readonly server: Loopback } {
  let running: Loopback | undefined;
  beforeEach(async () => {
    running = await startLoopback();
  });
  afterEach(() => running?.close());
  return {
    get server() {
      return running!;
    },
  };
}

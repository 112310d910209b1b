import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';

/** Node's own channel: a whole request was given to a socket, which may still be connecting. */
const requestStart = 'http.client.request.start';

const sendings = new AsyncLocalStorage<Sending>();

/**
 * Watches one request on its way out. It looks at the socket that Node uses in the end, so it is right
 * behind VS Code's proxy agents too.
 */
export class Sending {
  private isCertainlyUnsent = false;

  /** False only when it is certain that no server has read any of the request. */
  get mayHaveBeenSent(): boolean {
    return !this.isCertainlyUnsent;
  }

  /** Runs what makes the request. */
  async watch<T>(run: () => Promise<T>): Promise<T> {
    const onStart = (message: unknown) => {
      const request = requestOf(message);
      if (request && sendings.getStore() === this) {
        this.observe(request);
      }
    };
    subscribe(requestStart, onStart);
    try {
      return await sendings.run(this, run);
    } finally {
      unsubscribe(requestStart, onStart);
    }
  }

  private observe({ socket }: ClientRequest): void {
    if (socket === null || isConnected(socket)) {
      return;
    }
    this.isCertainlyUnsent = true;
    socket.once(socket instanceof TLSSocket ? 'secureConnect' : 'connect', () => {
      this.isCertainlyUnsent = false;
    });
  }
}

function requestOf(message: unknown): ClientRequest | undefined {
  return typeof message === 'object' &&
    message !== null &&
    'request' in message &&
    message.request instanceof ClientRequest
    ? message.request
    : undefined;
}

/** A TLS socket lets nothing of the request out before its handshake is over. */
function isConnected(socket: NonNullable<ClientRequest['socket']>): boolean {
  return socket instanceof TLSSocket ? socket.getPeerFinished() !== undefined : !socket.connecting;
}

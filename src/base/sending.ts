import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';

/** Node publishes here when it hands a request to a socket, which may still be connecting. */
const requestStart = 'http.client.request.start';

const sendings = new AsyncLocalStorage<Sending>();

/**
 * Finds out whether a request was sent. It watches the socket that Node really uses, so it also works with
 * VS Code's proxy agents.
 */
export class Sending {
  private isCertainlyUnsent = false;

  /** False only when certainly no server has read any of the request. */
  get mayHaveBeenSent(): boolean {
    return !this.isCertainlyUnsent;
  }

  /** Calls the function that sends the request, and watches it. */
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

/** A TLS socket sends nothing of the request before the end of its handshake. */
function isConnected(socket: NonNullable<ClientRequest['socket']>): boolean {
  return socket instanceof TLSSocket ? socket.getPeerFinished() !== undefined : !socket.connecting;
}

import { AsyncLocalStorage } from 'node:async_hooks';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';

/** Node publishes here when it hands a request to a socket, which may still be connecting. */
const requestStart = 'http.client.request.start';

/** Watches requests on their way out. One subscription serves all that are under way. */
export class SendingWatch {
  private readonly current = new AsyncLocalStorage<Sending>();
  private watched = 0;

  /** Calls the function that sends the request, and watches it. */
  async during<T>(sending: Sending, run: () => Promise<T>): Promise<T> {
    this.watched += 1;
    if (this.watched === 1) {
      subscribe(requestStart, this.onStart);
    }
    try {
      return await this.current.run(sending, run);
    } finally {
      this.watched -= 1;
      if (this.watched === 0) {
        unsubscribe(requestStart, this.onStart);
      }
    }
  }

  private readonly onStart = (message: unknown) => {
    const request = requestOf(message);
    if (request) {
      this.current.getStore()?.observe(request);
    }
  };
}

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

  /** Call this when Node hands the request to its socket. */
  observe({ socket }: ClientRequest): void {
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

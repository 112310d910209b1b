import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { ClientRequest } from 'node:http';
import { TLSSocket } from 'node:tls';

/** Node publishes here when it hands a request to a socket, which may still be connecting. */
const requestStart = 'http.client.request.start';
/** Each request has an ID of its own in this header, by which it is known again. */
const idHeader = 'client-request-id';

/** Watches requests on their way out. One subscription serves all that are under way. */
export class SendingWatch {
  private readonly sendings = new Map<string, Sending>();

  /**
   * Calls the function that sends the request, and watches it.
   * @param id the value of its header `client-request-id`; a request without one is not watched
   */
  async during<T>(id: string | undefined, sending: Sending, run: () => Promise<T>): Promise<T> {
    if (id === undefined) {
      return run();
    }
    if (this.sendings.size === 0) {
      subscribe(requestStart, this.onStart);
    }
    this.sendings.set(id, sending);
    try {
      return await run();
    } finally {
      this.sendings.delete(id);
      if (this.sendings.size === 0) {
        unsubscribe(requestStart, this.onStart);
      }
    }
  }

  private readonly onStart = (message: unknown) => {
    const request = requestOf(message);
    const id = request?.getHeader(idHeader);
    if (request && typeof id === 'string') {
      this.sendings.get(id)?.observe(request);
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

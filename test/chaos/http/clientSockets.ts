import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { Socket } from 'node:net';

const channel = 'net.client.socket';

/** The connections that this process opens. */
export class ClientSockets {
  private readonly sockets: Socket[] = [];

  constructor() {
    subscribe(channel, this.note);
  }

  /** Waits until every connection is closed. Call this when the server has closed those that it knew. */
  async allClosed(): Promise<void> {
    unsubscribe(channel, this.note);
    const open = this.sockets.filter(({ closed }) => !closed);
    await Promise.all(open.map((socket) => once(socket, 'close')));
  }

  private readonly note = (message: unknown) => {
    const socket = (message as { readonly socket: unknown }).socket;
    if (socket instanceof Socket) {
      this.sockets.push(socket);
      // Once the server has closed it, nobody else listens.
      socket.on('error', () => undefined);
    }
  };
}

import { randomUUID } from 'node:crypto';
import { createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';
import {
  protocolVersion,
  recordingVariable,
  type CloseAnswer,
  type ProgramMessage,
  type RecordedCall,
  type RecordingEnvironment,
} from '../../../src/recording/recordingProtocol';
import { waitFor } from '../../host/wait.mjs';

/** A window's end of the recording, which keeps every byte that programs send. */
export class ListeningWindow {
  /** All bytes of all connections. */
  bytes = '';
  readonly messages: ProgramMessage[] = [];
  readonly sockets = new Set<Socket>();
  private readonly secret = randomUUID();
  private readonly pipe =
    process.platform === 'win32'
      ? `\\\\.\\pipe\\workbook-sessions-${randomUUID()}`
      : join(tmpdir(), `ws-${randomUUID()}.sock`);
  private readonly server = createServer((socket) => {
    this.listenTo(socket);
  });
  private requests = 0;

  async start(): Promise<void> {
    this.server.listen(this.pipe);
    await once(this.server, 'listening');
  }

  /** The variables that turn a hook on. */
  environment(more: Partial<RecordingEnvironment> = {}): Readonly<Record<string, string>> {
    const value: RecordingEnvironment = {
      ...{ version: protocolVersion, pipe: this.pipe, secret: this.secret, closeOnExit: false },
      ...more,
    };
    return { [recordingVariable]: JSON.stringify(value) };
  }

  get calls(): readonly RecordedCall[] {
    return this.messages.filter((message) => message.type === 'call');
  }

  /** Asks every program to close the session, and waits for the first answer. */
  async close(sessionId: string): Promise<CloseAnswer> {
    this.requests += 1;
    const request = this.requests;
    for (const socket of this.sockets) {
      socket.write(`${JSON.stringify({ type: 'close', request, sessionId })}\n`);
    }
    const answer = () =>
      this.messages
        .filter((message) => message.type === 'closeAnswer')
        .find((message) => message.request === request);
    return waitFor(answer as () => CloseAnswer, { what: 'the answer to the close' });
  }

  async stop(): Promise<void> {
    const closed = once(this.server, 'close');
    this.server.close();
    this.sockets.forEach((socket) => socket.destroy());
    await closed;
  }

  private listenTo(socket: Socket): void {
    let rest = '';
    this.sockets.add(socket);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      this.bytes += chunk;
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      this.messages.push(...lines.map((line) => JSON.parse(line) as ProgramMessage));
    });
    // A program that was killed resets its connection.
    socket.on('error', () => undefined);
    socket.on('close', () => this.sockets.delete(socket));
  }
}

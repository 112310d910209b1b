import { randomBytes, timingSafeEqual } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Disposable } from '../base/disposable';
import { parseProgramMessage } from './programMessages';
import type { ProgramThread } from './recordedPrograms';
import {
  longestLine,
  protocolVersion,
  type CloseAnswer,
  type Hello,
  type RecordedCall,
  type RecordingEnvironment,
} from './recordingProtocol';

/** The most threads of programs at once. */
const mostConnections = 1000;
/** A connection that says more in a second has to wait. */
const mostLinesPerSecond = 1000;
/** How long a connection may take to say who it is, in milliseconds. */
const helloLimitMs = 10_000;

/** Hears what one thread of a program says. */
export interface ThreadListener {
  readonly call: (call: RecordedCall) => void;
  readonly closeAnswer: (answer: CloseAnswer) => void;
  readonly ended: () => void;
}

/** Called for each thread that knows the secret. */
export type OnThread = (hello: Hello, thread: ProgramThread) => ThreadListener;

/** The end of the recording in this window: a socket, or a named pipe on Windows, that only the user can open. */
export class RecordingServer implements Disposable {
  private readonly sockets = new Set<Socket>();
  private readonly secret = randomBytes(32).toString('base64url');

  private constructor(
    private readonly server: Server,
    private readonly pipe: string,
    private readonly folder: string | undefined,
    private readonly onThread: OnThread,
  ) {
    server.on('connection', (socket) => {
      this.take(socket);
    });
  }

  /** Rejects with the system's error if there can be no such socket. */
  static async start(onThread: OnThread): Promise<RecordingServer> {
    const name = `workbook-sessions-${randomBytes(16).toString('hex')}`;
    const isWindows = process.platform === 'win32';
    // The new folder is open to the user alone (mode 0700). The path of a socket must be short.
    const folder = isWindows ? undefined : await newFolder();
    const pipe = folder === undefined ? `\\\\.\\pipe\\${name}` : join(folder, 'recording');
    const server = createServer();
    server.maxConnections = mostConnections;
    server.listen(pipe);
    await once(server, 'listening');
    return new RecordingServer(server, pipe, folder, onThread);
  }

  /** What a program must find in its environment to be recorded here. */
  environment(closeOnExit: boolean): RecordingEnvironment {
    return { version: protocolVersion, pipe: this.pipe, secret: this.secret, closeOnExit };
  }

  dispose(): void {
    this.server.close();
    for (const socket of this.sockets) {
      socket.destroy();
    }
    if (this.folder !== undefined) {
      void rm(this.folder, { recursive: true, force: true });
    }
  }

  private take(socket: Socket): void {
    this.sockets.add(socket);
    new Connection(socket, (hello, thread) =>
      isSame(hello.secret, this.secret) ? this.onThread(hello, thread) : undefined,
    ).listen();
    socket.on('close', () => {
      this.sockets.delete(socket);
    });
  }
}

/** A new folder for the user alone. In containers, the folder for this may be missing. */
async function newFolder(): Promise<string> {
  const make = (parent: string) => mkdtemp(join(parent, 'workbook-sessions-'));
  const forUser = process.env['XDG_RUNTIME_DIR'];
  return forUser ? make(forUser).catch(() => make(tmpdir())) : make(tmpdir());
}

/** A connection. One that says anything wrong is ended. */
class Connection implements ProgramThread {
  private rest = '';
  private listener: ThreadListener | undefined;
  private lines = 0;

  constructor(
    private readonly socket: Socket,
    private readonly listenerFor: (
      hello: Hello,
      thread: ProgramThread,
    ) => ThreadListener | undefined,
  ) {}

  listen(): void {
    const { socket } = this;
    const limit = setTimeout(() => {
      this.endUnlessKnown();
    }, helloLimitMs);
    const second = setInterval(() => {
      this.lines = 0;
      socket.resume();
    }, 1000);
    socket.setEncoding('utf8');
    socket.on('data', (chunk: string) => {
      this.read(chunk);
    });
    socket.on('error', () => undefined); // 'close' follows.
    socket.on('close', () => {
      clearTimeout(limit);
      clearInterval(second);
      this.listener?.ended();
    });
  }

  send(request: object): void {
    this.socket.write(`${JSON.stringify(request)}\n`);
  }

  private endUnlessKnown(): void {
    if (!this.listener) {
      this.socket.destroy();
    }
  }

  private read(chunk: string): void {
    const lines = (this.rest + chunk).split('\n');
    this.rest = lines.pop() ?? '';
    const isWell = lines.every((line) => line.length <= longestLine && this.take(line));
    if (!isWell || this.rest.length > longestLine) {
      this.rest = '';
      this.socket.destroy();
    }
    this.lines += lines.length;
    if (this.lines > mostLinesPerSecond) {
      this.socket.pause();
    }
  }

  /** @returns false if the program may not say this */
  private take(line: string): boolean {
    const message = parseProgramMessage(line);
    if (!this.listener) {
      this.listener = message?.type === 'hello' ? this.listenerFor(message, this) : undefined;
      return this.listener !== undefined;
    }
    switch (message?.type) {
      case 'call':
        this.listener.call(message);
        return true;
      case 'closeAnswer':
        this.listener.closeAnswer(message);
        return true;
      default:
        return false;
    }
  }
}

function isSame(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one), Buffer.from(other)];
  return first.length === second.length && timingSafeEqual(first, second);
}

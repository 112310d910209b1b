import { writeSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { basename } from 'node:path';
import { isJsonObject, parseJson } from '../../../base/json';
import {
  longestLine,
  type CloseRequest,
  type ProgramMessage,
  type RecordingEnvironment,
} from '../../recordingProtocol';

/** How much may wait for a window that doesn't read. */
const mostWaiting = 256 * 1024;
const retryMs = 50;
const writeLimitMs = 1000;
const longestProgram = 256;

export interface WindowPipeEvents {
  close(request: CloseRequest): void;
  /** The window is gone, was never there, doesn't read, or talks nonsense. */
  ended(): void;
}

/**
 * The connection to the window. It never keeps the program alive: a write that the system can't take at once
 * waits here, because a write that waits in the socket would keep the program from ending.
 */
export class WindowPipe {
  private socket: Socket | undefined;
  private waiting: Buffer = Buffer.alloc(0);
  private isConnected = false;
  private retry: NodeJS.Timeout | undefined;

  constructor(
    private readonly environment: RecordingEnvironment,
    private readonly events: WindowPipeEvents,
  ) {}

  /** Connects once. The window then has the answer of a call before the program can end by itself. */
  open(): void {
    if (this.socket !== undefined) {
      return;
    }
    const end = () => {
      this.events.ended();
    };
    this.socket = connect(this.environment.pipe);
    this.socket.unref();
    this.socket.on('error', end).on('close', end);
    this.socket.on('connect', () => {
      this.isConnected = true;
      this.guarded(() => {
        this.flush();
      });
    });
    this.listenTo(this.socket);
    this.send({
      ...{ type: 'hello', secret: this.environment.secret, processId: process.pid },
      program: basename(process.argv[1] ?? process.execPath).slice(0, longestProgram),
    });
  }

  /** A message that is too long for the window is dropped. */
  send(message: ProgramMessage): void {
    const line = Buffer.from(`${JSON.stringify(message)}\n`);
    if (line.byteLength > longestLine) {
      return;
    }
    this.open();
    this.waiting = Buffer.concat([this.waiting, line]);
    if (this.waiting.byteLength > mostWaiting) {
      throw new Error('The window does not read.');
    }
    this.flush();
  }

  destroy(): void {
    clearTimeout(this.retry);
    this.socket?.destroy();
    this.waiting = Buffer.alloc(0);
  }

  private flush(): void {
    if (this.socket === undefined || !this.isConnected || this.waiting.byteLength === 0) {
      return;
    }
    const descriptor = descriptorOf(this.socket);
    if (descriptor === undefined) {
      this.writeTo(this.socket);
      return;
    }
    this.waiting = this.waiting.subarray(writeWhatFits(descriptor, this.waiting));
    if (this.waiting.byteLength > 0) {
      this.flushLater(retryMs);
    }
  }

  private flushLater(ms: number): void {
    this.retry ??= setTimeout(() => {
      this.retry = undefined;
      this.guarded(() => {
        this.flush();
      });
    }, ms).unref();
  }

  /** For Windows, whose pipes have no descriptor. A write that waits there ends soon, or the recording does. */
  private writeTo(socket: Socket): void {
    if (socket.writableLength > 0) {
      return;
    }
    const limit = setTimeout(() => {
      this.events.ended();
    }, writeLimitMs).unref();
    socket.write(this.waiting, () => {
      clearTimeout(limit);
      this.flushLater(0);
    });
    this.waiting = Buffer.alloc(0);
  }

  private listenTo(socket: Socket): void {
    let rest = '';
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      this.guarded(() => {
        const lines = (rest + chunk).split('\n');
        rest = lines.pop() ?? '';
        if (rest.length > longestLine) {
          throw new Error('The line is too long.');
        }
        lines.forEach((line) => {
          this.events.close(closeRequestIn(line));
        });
      });
    });
  }

  private guarded(action: () => void): void {
    try {
      action();
    } catch {
      this.events.ended();
    }
  }
}

function closeRequestIn(line: string): CloseRequest {
  const message = parseJson(line);
  const { type, request, sessionId } = isJsonObject(message) ? message : {};
  if (type !== 'close' || typeof request !== 'number' || typeof sessionId !== 'string') {
    throw new Error('The window does not speak this protocol.');
  }
  return { type, request, sessionId };
}

/** @returns the number of bytes that the system took */
function writeWhatFits(descriptor: number, bytes: Uint8Array): number {
  try {
    return writeSync(descriptor, bytes);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EAGAIN') {
      return 0;
    }
    throw error;
  }
}

/** The descriptor under a socket, where the system has one. */
function descriptorOf(socket: Socket): number | undefined {
  const handle: unknown = Reflect.get(socket, '_handle');
  const descriptor: unknown =
    typeof handle === 'object' && handle !== null ? Reflect.get(handle, 'fd') : undefined;
  return typeof descriptor === 'number' && descriptor >= 0 ? descriptor : undefined;
}

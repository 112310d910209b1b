import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import type { RecordedCall } from '../../../src/recording/recordingProtocol';
import type { WorkbookFile } from '../../../src/sandbox/drives';
import { specialFiles, workbookFiles } from '../../../src/sandbox/workbookFiles';
import { startGraphStandIn, type GraphStandIn } from './graphStandIn';

export const programs = resolve('test/http/recording/programs');
/** The folder that goes on the path of recorded programs. */
export const hookFolder = resolve('src/recording/hooks/python');

const claims = { oid: 'oid-1', tid: 'tid-1', upn: 'ada@contoso.com', appid: 'app-1', scp: 'Files' };
/** What a window learns of {@link token}. */
export const owner = {
  ...{ oid: 'oid-1', tid: 'tid-1', name: 'ada@contoso.com', appId: 'app-1', isApp: false },
};
export const token = ['header', JSON.stringify(claims), 'secret signature']
  .map((part) => Buffer.from(part).toString('base64url'))
  .join('.');

/** How a program ended. */
export interface Run {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What the program noted in the file that `TOLD` names. */
  readonly noted: readonly Noted[];
}

interface Noted {
  readonly way: string;
  readonly processId: number;
  /** What the window must be told, without what is the same for all calls. */
  readonly told: Pick<RecordedCall, 'created' | 'sessionId'> & object;
}

/** Runs Python programs against a stand-in for Graph. */
export class PythonPrograms {
  private readonly running = new Set<ChildProcess>();

  private constructor(
    private readonly executable: string,
    readonly graph: GraphStandIn,
    private readonly folder: string,
  ) {}

  static async start(executable: string): Promise<PythonPrograms> {
    const graph = await startGraphStandIn();
    const folder = await mkdtemp(join(tmpdir(), 'ws-python-'));
    await writeFile(join(folder, 'graph.pem'), graph.certificate);
    return new PythonPrograms(executable, graph, folder);
  }

  async close(): Promise<void> {
    await this.graph.close();
    await rm(this.folder, { recursive: true });
  }

  /** The path of the workbook that programs use. */
  get workbook(): string {
    return pathOf(workbookFiles[0]);
  }

  /** Opens a session without any program. */
  openSession(): string {
    const [{ driveId, itemId }] = workbookFiles;
    return this.graph.sandbox.openSession(driveId, itemId, true);
  }

  isOpen(sessionId: string): boolean {
    return this.graph.sandbox.openSessions.some((open) => open.sessionId === sessionId);
  }

  /** Ends what a failed test left running. */
  killAll(): void {
    this.running.forEach((child) => child.kill('SIGKILL'));
  }

  /** Starts Python; `ended` settles when it has ended and all its output was read. */
  start(args: readonly string[], env: Readonly<Record<string, string>>) {
    const told = join(this.folder, `told-${Math.random()}`);
    const child = spawn(this.executable, args, {
      cwd: programs,
      env: {
        PATH: process.env['PATH'],
        PYTHONDONTWRITEBYTECODE: '1',
        GRAPH_ORIGIN: this.graph.origin,
        GRAPH_CERTIFICATE: join(this.folder, 'graph.pem'),
        GRAPH_TOKEN: token,
        GRAPH_WORKBOOK: this.workbook,
        GRAPH_SLOW_WORKBOOK: pathOf(specialFiles.slow),
        TOLD: told,
        ...env,
      },
    });
    this.running.add(child);
    child.on('close', () => this.running.delete(child));
    const ended = async (): Promise<Run> => {
      const [stdout, stderr, [code, signal]] = await Promise.all([
        text(child.stdout),
        text(child.stderr),
        once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>,
      ]);
      const lines = (await readFile(told, 'utf8').catch(() => '')).split('\n').filter(Boolean);
      const noted = lines.map((line) => JSON.parse(line) as Noted);
      return { stdout, stderr, code, signal, noted };
    };
    return { child, ended: ended() };
  }

  run(args: readonly string[], env: Readonly<Record<string, string>> = {}): Promise<Run> {
    return this.start(args, env).ended;
  }
}

function pathOf({ driveId, itemId }: WorkbookFile): string {
  return `/v1.0/drives/${driveId}/items/${itemId}`;
}

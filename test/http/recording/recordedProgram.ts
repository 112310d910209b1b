import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync, type BuildOptions } from 'esbuild';
import { waitFor } from '../../host/wait.mjs';
import type { GraphStandIn } from './graphStandIn';
import type { ListeningWindow } from './listeningWindow';

const root = join(__dirname, '../../..');
const programs = join(__dirname, 'programs');

/** The claims of the programs' token that their window may know, and one that it may not. */
export const claims = {
  oid: '00000000-aaaa-4bbb-8ccc-111111111111',
  tid: '00000000-dddd-4eee-8fff-222222222222',
  upn: 'ada@workbooks.example',
  appid: '00000000-1234-4567-89ab-333333333333',
  scp: 'Files.ReadWrite',
  ipaddr: '203.0.113.77',
};

const base64 = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');

/** A token with these claims, and a signature that nobody made. */
export const programToken = [
  base64({ alg: 'RS256', typ: 'JWT' }),
  base64(claims),
  randomBytes(256).toString('base64url'),
].join('.');

/** The parts of the token of which none may leave a program. */
export const tokenPieces: readonly string[] = programToken
  .split('.')
  .flatMap((part) => part.match(/.{16}/g) ?? []);

/** A Node that is installed here, or is not. */
interface InstalledNode {
  readonly name: string;
  readonly path: string;
}

const candidates: readonly InstalledNode[] = [
  { name: `Node ${process.versions.node.split('.')[0]!}`, path: process.execPath },
  { name: 'Node 22', path: join(root, 'test/host/node_modules/node-22/bin/node') },
  {
    name: 'Node 24',
    path: join(root, `test/host/node_modules/node-${process.platform}-${process.arch}/bin/node`),
  },
].filter(({ name }, index, all) => all.findIndex((one) => one.name === name) === index);

export const installedNodes = candidates.filter(({ path }) => existsSync(path));
export const missingNodes = candidates.filter(({ path }) => !existsSync(path));

/** What a program left behind. */
export interface Ending {
  readonly stdout: string;
  readonly stderr: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface ProgramOptions {
  readonly node?: InstalledNode;
  /** A file of the folder `programs`. */
  readonly program: string;
  readonly input: readonly string[];
  /** The variables that turn the hook on. Without them, the program runs without it. */
  readonly recording?: Readonly<Record<string, string>>;
  readonly environment?: Readonly<Record<string, string>>;
  /** The program takes the certificate by itself. */
  readonly trustsByItself?: boolean;
}

export interface RunningProgram {
  readonly process: ChildProcess;
  readonly stdout: string;
  readonly ended: Promise<Ending>;
  /** What the program wrote into its file of session IDs. */
  sessionIds(): readonly string[];
}

/** Runs programs that find the stand-in as Graph, with the hook as it is shipped. */
export class ProgramRunner {
  readonly hook: string;
  private readonly folder = mkdtempSync(join(tmpdir(), 'workbook-sessions-programs-'));
  private readonly certificate = join(this.folder, 'certificate.pem');
  private runs = 0;

  constructor(graph: Pick<GraphStandIn, 'certificate'>) {
    this.hook = buildHook(this.folder);
    writeFileSync(this.certificate, graph.certificate);
  }

  start(options: ProgramOptions): RunningProgram {
    this.runs += 1;
    const idsFile = join(this.folder, `ids-${this.runs}.json`);
    const { node = installedNodes[0]!, recording, program, input } = options;
    const preloads = [join(programs, 'resolveGraph.cjs'), ...(recording ? [this.hook] : [])];
    const child = spawn(node.path, [join(programs, program), ...input], {
      env: {
        PATH: process.env['PATH'],
        ...(process.env['NODE_PATH'] ? { NODE_PATH: process.env['NODE_PATH'] } : {}),
        NODE_OPTIONS: preloads.map((file) => `--require=${file}`).join(' '),
        ...(options.trustsByItself ? {} : { NODE_EXTRA_CA_CERTS: this.certificate }),
        ...{ PROGRAM_TOKEN: programToken, PROGRAM_CERTIFICATE: this.certificate },
        PROGRAM_IDS: idsFile,
        ...recording,
        ...options.environment,
      },
    });
    const texts = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
    }
    const ended = once(child, 'close').then(([code, signal]) => ({
      ...texts,
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
    }));
    return {
      process: child,
      get stdout() {
        return texts.stdout;
      },
      ended,
      sessionIds() {
        assert.ok(existsSync(idsFile), `${texts.stdout}\n${texts.stderr}`);
        return JSON.parse(readFileSync(idsFile, 'utf8')) as readonly string[];
      },
    };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true });
  }
}

/** Bundles the hook as it is shipped. @returns its file */
function buildHook(folder: string): string {
  const { nodeHook } = createRequire(__filename)('../../../esbuild.js') as {
    readonly nodeHook: BuildOptions;
  };
  const { outExtension, ...options } = nodeHook;
  assert.deepEqual(outExtension, { '.js': '.cjs' });
  const shipped = { minify: true, sourcemap: false } as const;
  buildSync({ ...options, ...shipped, outExtension, outdir: folder });
  return join(folder, 'hooks/node.cjs');
}

/** Waits until the window has read all that ended programs have written. */
export async function everythingTold(window: ListeningWindow): Promise<void> {
  await waitFor(() => window.messages.length > 0 && window.sockets.size === 0, {
    what: 'the end of the program’s connections',
  });
}

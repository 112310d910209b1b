import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createHttpClient } from '../../../src/base/http';
import type { CloseOutcome, RefreshOutcome } from '../../../src/model/closeOutcome';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import type { SessionStore } from '../../../src/model/ports';
import { CommandRunner } from '../../../src/requests/command';
import { RequestScheduler } from '../../../src/requests/requestScheduler';
import { SessionList } from '../../../src/sessions/sessionList';
import type { SessionService } from '../../../src/sessions/sessionService';
import { type AddSessionRequest } from '../../../src/sessions/sessionService';
import { addressOfIds } from '../../../src/model/workbook';
import { GraphWorkbookSessionApi } from '../../../src/graph/workbookSessionApi';
import type { Fault } from '../../../src/sandbox/faults';
import { type Sandbox, startSandbox } from '../../../src/sandbox/sandbox';
import { nodeFileSystem, type FileSystem } from '../../../src/storage/files';
import { SessionFileStore } from '../../../src/sessions/store/sessionFileStore';
import { aSessionRecord, anAccount, globalGraph } from '../../builders';
import { sessionServiceOf } from '../../fakes/sessionServiceOf';
import { FakeCredential } from '../../fakes/fakeCredential';
import { openClaims } from '../../fakes/openClaims';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { ManualClock } from '../../fakes/manualClock';
import { settle } from '../../fakes/settle';
import { startLoopback, type Loopback } from '../base/loopback';
import { BenchHttpClient } from './benchHttpClient';
import { JumpingClock } from './jumpingClock';

/** What came of a row's command. */
export interface Result {
  readonly outcome: (CloseOutcome | RefreshOutcome)['outcome'] | 'done';
  readonly code?: ErrorCode;
  readonly retryAfterMs?: number;
  readonly requestId?: string;
}

/** The list's clock: its time is the bench's, its pauses end when a row moves them on. */
class ListClock extends ManualClock {
  constructor(private readonly clock: ManualClock) {
    super();
  }

  override now(): number {
    return this.clock.now();
  }
}

const isRecordFile = /(?<!\.activity)\.json$/;
const idleLimits = { persistent: 300_000, nonPersistent: 300_000 };

/** The whole product below VS Code, real from the session service to the sockets and to the disk. */
export class Bench {
  readonly clock = new JumpingClock();
  readonly logger = new RecordingLogger();
  readonly tokens = new FakeCredential();
  readonly http = new BenchHttpClient(createHttpClient(), this.clock);
  /** The real one, until a row puts a call that fails in the place of another. */
  readonly disk: FileSystem = { ...nodeFileSystem };
  readonly list: SessionList;
  /** After these pauses the list tries again what the disk refused. */
  readonly retries = new ListClock(this.clock);
  /** What the disk is doing for this window. */
  private readonly diskWork = new Set<Promise<unknown>>();
  readonly scheduler = new RequestScheduler({
    ...{ claims: openClaims, clock: this.clock, logger: this.logger },
    maxParallelRequests: () => 64,
    random: () => 0,
  });
  readonly commands: CommandRunner;
  readonly service: SessionService;
  /** Everything that was thrown at whoever gave a command. */
  readonly errors: unknown[] = [];
  /** Whose appearance anywhere but in its header or its file is a leak. */
  readonly sessionIds: string[] = [];
  /** The records as they lay there before the row's command. */
  recordsBefore: ReadonlyMap<string, string> = new Map();
  /** Which tokens the sandbox takes. */
  acceptsToken: (token: string) => boolean = () => true;
  /** The setting `graph.endpoint`. */
  endpoint: string;

  private constructor(
    readonly sandbox: Sandbox,
    /** Answers by hand, for what no Graph would say. */
    readonly server: Loopback,
    /** Whoever is led here was led astray. */
    readonly decoy: Loopback,
    private readonly folder: string,
  ) {
    this.endpoint = sandbox.endpoint;
    this.tokens.accountInUse = anAccount();
    const { clock, logger, tokens, http, scheduler } = this;
    const settings = () => ({ apiVersion: 'v1.0', endpoint: this.endpoint }) as const;
    const api = new GraphWorkbookSessionApi({ http, clock, logger, settings });
    const commands = new CommandRunner(tokens, clock);
    this.commands = commands;
    const list = new SessionList(this.trackedStore(), this.retries, () => idleLimits, logger);
    this.list = list;
    const newKey = () => randomUUID();
    this.service = sessionServiceOf({
      ...{ list, api, scheduler, commands, clock, newKey },
    });
  }

  static async start(): Promise<Bench> {
    const folder = await mkdtemp(join(tmpdir(), 'workbook-sessions-'));
    const options = {
      now: () => bench.clock.now(),
      auth: (token: string) => bench.acceptsToken(token),
    };
    const servers = [startSandbox(options), startLoopback(), startLoopback()] as const;
    const bench: Bench = new Bench(...(await Promise.all(servers)), folder);
    return bench;
  }

  async stop(): Promise<void> {
    this.service.dispose();
    this.commands.dispose();
    this.list.dispose();
    await Promise.all([this.sandbox.close(), this.server.close(), this.decoy.close()]);
    await this.whenDiskRests();
    await rm(this.folder, { recursive: true, force: true });
  }

  /** Where the records are; a row may put something else in its place. */
  get sessionFolder(): string {
    return join(this.folder, 'sessions');
  }

  /** The sandbox's workbook on which most rows work. */
  get workbook() {
    return this.sandbox.samples[2]!;
  }

  /** Lists a session that the sandbox holds, as an earlier start of this window left it; its key. */
  async given(workbook = this.workbook, address = addressOfIds(workbook)): Promise<string> {
    const sessionId = this.sandbox.openSession(workbook.driveId, workbook.itemId, true);
    const key = randomUUID();
    const { name: workbookName } = workbook;
    this.sessionIds.push(sessionId);
    const record = aSessionRecord({ key, sessionId, address, workbookName });
    await this.list.add({ record, activity: { lastActiveAt: this.clock.now() } });
    this.recordsBefore = await this.records();
    return key;
  }

  /** The next requests go wrong, one after the other; one that is never answered times out once it was received. */
  faults(...faults: readonly Fault[]): void {
    for (const fault of faults) {
      const { hit } = this.sandbox.fault(fault);
      if (fault.kind === 'silence') {
        void hit.then(() => {
          this.http.timeOut();
        });
      }
    }
  }

  /** Asks the raw server instead of the sandbox, which says nothing of use. */
  answerByHand(answer: Loopback['answer']): void {
    this.server.answer = answer;
    this.endpoint = new URL(this.server.url).origin;
  }

  /** Leads requests to a port of this machine that nobody has. */
  async leaveNobodyListening(): Promise<void> {
    await this.server.close();
    this.endpoint = new URL(this.server.url).origin;
  }

  async close(key: string, signal?: AbortSignal): Promise<Result> {
    const options = { interactive: true, ...(signal && { signal }) };
    const [outcome] = await this.service.close([key], options);
    return resultOf(outcome!);
  }

  async refresh(key: string): Promise<Result> {
    const [outcome] = await this.service.refresh([key], { interactive: true });
    return resultOf(outcome!);
  }

  create(signal?: AbortSignal): Promise<Result> {
    const workbook = {
      target: globalGraph,
      workbookName: '',
      address: addressOfIds(this.workbook),
    };
    const session = { ...workbook, persistChanges: true };
    const options = { interactive: true, ...(signal && { signal }) };
    return this.outcomeOf(() => this.service.create(session, options));
  }

  add(change: Partial<AddSessionRequest> = {}): Promise<Result> {
    const session = {
      target: globalGraph,
      account: anAccount(),
      address: addressOfIds(this.workbook),
      workbookName: 'Budget.xlsx',
      sessionId: `cluster=EU1&session=${randomUUID()}`,
      mode: 'unknownMode',
      ...change,
    } as const;
    this.sessionIds.push(session.sessionId);
    return this.outcomeOf(() => this.service.add(session));
  }

  /** What comes of a command that throws when it fails. */
  async outcomeOf(command: () => unknown): Promise<Result> {
    try {
      await command();
      return { outcome: 'done' };
    } catch (error) {
      this.errors.push(error);
      if (!(error instanceof WorkbookSessionError)) {
        throw error;
      }
      const { code, facts } = error;
      const { retryAfterMs } = facts;
      return { outcome: 'failed', code, ...(retryAfterMs !== undefined && { retryAfterMs }) };
    }
  }

  /** Waits until the disk has done, or refused, what followed the outcomes. */
  async whenDiskRests(): Promise<void> {
    await settle();
    while (this.diskWork.size > 0) {
      await Promise.allSettled(this.diskWork);
      await settle();
    }
  }

  /** The list as another window, or this one after a restart, sees it. */
  async restarted(): Promise<SessionList> {
    const list = new SessionList(this.store(), this.retries, () => idleLimits, this.logger);
    await list.reload();
    return list;
  }

  /** Another window takes a session off the list. */
  async removeElsewhere(key: string): Promise<void> {
    await this.store().remove(key);
  }

  /** A file where the records are, before the row's command. */
  async putFile(name: string, text: string): Promise<void> {
    await mkdir(this.sessionFolder, { recursive: true });
    await writeFile(join(this.sessionFolder, name), text);
    this.recordsBefore = await this.records();
  }

  /** The records on disk, by file name, as they are. */
  async records(): Promise<ReadonlyMap<string, string>> {
    return new Map((await this.files()).filter(([name]) => isRecordFile.test(name)));
  }

  /** What else lies there: no session id may be in it. */
  async otherFiles(): Promise<readonly string[]> {
    const others = (await this.files()).filter(([name]) => !isRecordFile.test(name));
    return others.map(([name, text]) => `${name}: ${text}`);
  }

  private async files(): Promise<readonly (readonly [string, string])[]> {
    const names = await readdir(this.sessionFolder).catch(() => []);
    const files = names.sort().map(async (name) => {
      return [name, await readFile(join(this.sessionFolder, name), 'utf8')] as const;
    });
    return Promise.all(files);
  }

  private trackedStore(): SessionStore {
    const store = this.store();
    const track = <T>(work: Promise<T>): Promise<T> => {
      const tracked = work.finally(() => this.diskWork.delete(tracked));
      this.diskWork.add(tracked);
      return tracked;
    };
    return {
      readAll: () => track(store.readAll()),
      read: (keys) => track(store.read(keys)),
      add: (session) => track(store.add(session)),
      saveActivity: (...change) => track(store.saveActivity(...change)),
      remove: (key) => track(store.remove(key)),
    };
  }

  private store(): SessionFileStore {
    return new SessionFileStore(this.sessionFolder, this.clock, this.logger, this.disk);
  }
}

function resultOf({ key: _, ...outcome }: CloseOutcome | RefreshOutcome): Result {
  return outcome;
}

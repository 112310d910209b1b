import { getEventListeners } from 'node:events';
import type { Clock } from '../../src/base/clock';
import { WorkbookSessionError } from '../../src/model/errors';
import type { SessionStore, WorkbookClaims, WorkbookSessionApi } from '../../src/model/ports';
import { CommandRunner } from '../../src/requests/command';
import { RequestScheduler } from '../../src/requests/requestScheduler';
import { SessionList } from '../../src/sessions/sessionList';
import type { CreateSessionRequest } from '../../src/sessions/remoteSessions';
import type { AddSessionRequest, SessionService } from '../../src/sessions/sessionService';
import type { Credential, Logger } from '../../src/model/ports';
import { RecordingLogger } from '../fakes/recordingLogger';
import { sessionServiceOf } from '../fakes/sessionServiceOf';
import { hasEnded, type Books, type WindowBooks } from './books';

/** What a window is built on. */
export interface WindowGround {
  readonly id: number;
  readonly books: Books;
  readonly windowBooks: WindowBooks;
  /** For requests. */
  readonly clock: Clock;
  /** For what the disk refused. */
  readonly retryClock: Clock;
  readonly api: (logger: Logger) => WorkbookSessionApi;
  readonly store: (logger: Logger) => SessionStore;
  readonly credential: Credential;
  readonly claims: WorkbookClaims;
  readonly newKey: () => string;
}

interface Command {
  readonly name: string;
  readonly controller: AbortController;
  /** Undefined when the command has ended. */
  running?: Promise<void> | undefined;
}

const idleLimits = { persistent: 300_000, nonPersistent: 300_000 };

/** One window: the real parts from the service down, and what its user does. */
export class ChaosWindow {
  readonly list: SessionList;
  /** The sessions that this window took off its list. */
  readonly removed = new Set<string>();
  private readonly service: SessionService;
  private readonly runner: CommandRunner;
  private readonly commands: Command[] = [];

  constructor(private readonly ground: WindowGround) {
    const { clock, retryClock, api, store, credential, claims, newKey } = ground;
    const logger = new RecordingLogger();
    this.list = new SessionList(store(logger), retryClock, () => idleLimits, logger);
    this.runner = new CommandRunner(credential, clock);
    const scheduler = new RequestScheduler({
      ...{ claims, clock, logger },
      maxParallelRequests: () => 64,
      random: () => 0.5,
    });
    const { list, runner: commands } = this;
    this.service = sessionServiceOf({
      ...{ list, scheduler, commands, clock, newKey },
      api: api(logger),
    });
  }

  get id(): number {
    return this.ground.id;
  }

  /** The keys of the listed sessions that have an ID, oldest first. */
  keys(): readonly string[] {
    return this.service
      .sessions()
      .map(({ key }) => key)
      .filter((key) => this.list.get(key));
  }

  /** The keys of some listed sessions, each once. */
  pick(picks: readonly number[]): readonly string[] {
    const keys = this.keys();
    return [...new Set(picks.flatMap((pick) => keys[pick % Math.max(keys.length, 1)] ?? []))];
  }

  sessionIdOf(key: string): string | undefined {
    return this.list.get(key)?.record.sessionId;
  }

  reload(): void {
    this.start('reload', () => this.list.reload());
  }

  create(request: CreateSessionRequest): void {
    this.start('create', async (signal) => {
      const { key } = await this.service.create(request, { interactive: false, signal });
      this.notePromised(key);
    });
  }

  add(request: AddSessionRequest): void {
    this.start('add', async () => {
      const { key, isNew } = await this.service.add(request);
      if (isNew) {
        this.notePromised(key);
      }
    });
  }

  close(keys: readonly string[]): void {
    const ids = this.idsOf(keys);
    ids.forEach((id) => {
      this.ground.windowBooks.noteCloseCommand(id);
    });
    this.start('close', async (signal) => {
      const onOutcome = this.outcomeCheck(ids);
      await this.service.close(keys, { interactive: false, signal, onOutcome });
    });
  }

  refresh(keys: readonly string[]): void {
    const ids = this.idsOf(keys);
    this.start('refresh', async (signal) => {
      const onOutcome = this.outcomeCheck(ids);
      await this.service.refresh(keys, { interactive: false, signal, onOutcome });
    });
  }

  forget(key: string): void {
    this.removed.add(key);
    this.ground.books.noteForgotten(key);
    this.service.forget([key]);
  }

  saveAgain(key: string): void {
    this.start('saveAgain', () => this.service.saveAgain(key));
  }

  /** Cancels one of the commands that run. */
  cancel(pick: number): void {
    const running = this.commands.filter((command) => command.running !== undefined);
    running[pick % Math.max(running.length, 1)]?.controller.abort();
  }

  dispose(): void {
    this.service.dispose();
    this.runner.dispose();
    this.list.dispose();
  }

  /** Notes the commands that have not ended, and the listeners that they left. Call this when all is at rest. */
  checkCommands(): void {
    for (const { name, running, controller } of this.commands) {
      if (running) {
        this.violated(`never ended ${name}`);
      } else if (getEventListeners(controller.signal, 'abort').length > 0) {
        this.violated(`left a listener on the signal of ${name}`);
      }
    }
  }

  /** Resolves when every command has ended. */
  async ended(): Promise<void> {
    await Promise.all(this.commands.flatMap(({ running }) => running ?? []));
  }

  /**
   * Notes what is wrong on a healthy machine at rest.
   * @param records the session IDs on the disk, by key
   */
  checkRecords(records: ReadonlyMap<string, string>): void {
    for (const key of records.keys()) {
      if (this.removed.has(key)) {
        this.violated(`left the record of session ${key}, which it removed`);
      } else if (!this.list.get(key)) {
        this.violated(`does not list session ${key}`);
      }
    }
    for (const key of this.keys()) {
      if (!records.has(key)) {
        this.violated(`never saved session ${key}`);
      }
    }
  }

  private idsOf(keys: readonly string[]): ReadonlyMap<string, string> {
    return new Map(keys.map((key) => [key, this.sessionIdOf(key) ?? '']));
  }

  private outcomeCheck(ids: ReadonlyMap<string, string>) {
    return (outcome: Parameters<Books['checkOutcome']>[0]) => {
      const { key } = outcome;
      this.ground.books.checkOutcome(outcome, ids.get(key) ?? '', this.id);
      if (hasEnded(outcome.outcome)) {
        this.removed.add(key);
      }
    };
  }

  private start(name: string, work: (signal: AbortSignal) => Promise<unknown>): void {
    const command: Command = { name, controller: new AbortController() };
    this.commands.push(command);
    command.running = work(command.controller.signal)
      .catch((error: unknown) => {
        this.noteError(name, error);
      })
      .then(() => {
        command.running = undefined;
      });
  }

  private notePromised(key: string): void {
    const sessionId = this.sessionIdOf(key);
    if (sessionId !== undefined) {
      this.ground.books.notePromised(key, sessionId, this.id);
      this.ground.windowBooks.noteListed(sessionId);
    }
  }

  private noteError(name: string, error: unknown): void {
    if (!(error instanceof WorkbookSessionError) || error.code === 'unexpected') {
      this.violated(`failed at ${name}: ${String(error)}`);
      return;
    }
    const { sessionKey } = error.facts;
    const sessionId = sessionKey === undefined ? undefined : this.sessionIdOf(sessionKey);
    if (error.code === 'recordNotSaved' && sessionKey !== undefined && sessionId !== undefined) {
      this.ground.books.noteUnsaved(sessionKey, sessionId, this.id);
      this.ground.windowBooks.noteListed(sessionId);
    }
  }

  private violated(what: string): void {
    this.ground.books.violated(`window ${this.id} ${what}`);
  }
}

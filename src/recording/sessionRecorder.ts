import { isDeepStrictEqual } from 'node:util';
import type { Clock } from '../base/clock';
import { defined } from '../base/defined';
import type { Disposable } from '../base/disposable';
import { KeyedMutex } from '../base/mutex';
import { failureOfAnswer } from '../graph/graphErrors';
import { nameOfAddress, parseWorkbookAddress } from '../graph/workbookAddressParser';
import { reasonOf } from '../model/closeOutcome';
import { describeError, toWorkbookSessionError } from '../model/errors';
import type { Logger } from '../model/ports';
import {
  modeOf,
  sessionName,
  workbookKey,
  type Account,
  type GraphTarget,
  type NamedSession,
  type RecordedProgram,
  type WorkbookSession,
} from '../model/workbookSession';
import type { SessionService } from '../sessions/sessionService';
import { bodyOf } from './graphBodies';
import type { ProgramThread, RecordedPrograms } from './recordedPrograms';
import type { Hello, RecordedCall, TokenOwner } from './recordingProtocol';
import type { ThreadListener } from './recordingServer';

/** The waits, in milliseconds, before each look whether a program that tells nothing more has ended. */
const endChecksMs = [50, 100, 200, 400, 800, 1600, 3200];
const longestEndCheckMs = 5000;
/** Of more sessions of one program, the list gets none. */
const mostSessions = 1000;

export interface SessionRecorderDeps {
  readonly clock: Clock;
  readonly isProcessRunning: (processId: number) => boolean;
  readonly logger: Logger;
  readonly programs: RecordedPrograms;
  readonly service: Pick<
    SessionService,
    'keyOf' | 'noteEnd' | 'noteUse' | 'record' | 'session' | 'sessions' | 'setProgramRunning'
  >;
  /** The Graph with this origin; undefined if its sessions can't be listed. */
  readonly targetOf: (origin: string) => GraphTarget | undefined;
  /** Called with the sessions that a program left open. */
  readonly onLeftOpen: (program: RecordedProgram, keys: readonly string[]) => void;
}

/** A program that is recorded: its threads, and the sessions that it opened or used. */
interface Recording {
  readonly program: RecordedProgram;
  /** Undefined if that can't be known. */
  readonly hasEnded: () => boolean | undefined;
  /** Those that tell of it. */
  readonly tellers: Set<object>;
  /** The sessions that are listed as the program's own. */
  readonly keys: Set<string>;
  /** For each session: which app made the last successful call; undefined for a token of a user. */
  readonly apps: Map<string, string | undefined>;
  /** The calls that are being taken. */
  readonly pending: Set<Promise<void>>;
  /** True while its end is awaited. */
  isEnding: boolean;
}

/** Lists the sessions that programs open and use, and takes them off the list as the programs close them. */
export class SessionRecorder implements Disposable {
  private readonly recordings = new Map<number, Recording>();
  /** The calls in a session are taken one after the other, since a record takes time. */
  private readonly turns = new KeyedMutex();
  private readonly closing = new AbortController();

  constructor(private readonly deps: SessionRecorderDeps) {}

  /** A thread of a program is there. */
  readonly begin = ({ processId, program }: Hello, thread: ProgramThread): ThreadListener => {
    const { isProcessRunning, programs } = this.deps;
    const hasEnded = () => !isProcessRunning(processId);
    const recording =
      this.recordings.get(processId) ?? recordingOf({ name: program, processId }, hasEnded);
    this.recordings.set(processId, recording);
    recording.tellers.add(thread);
    return {
      call: (call) => {
        this.take(call, recording, thread);
      },
      closeAnswer: (answer) => {
        programs.noteAnswer(answer, thread);
      },
      ended: () => {
        programs.noteThreadEnd(thread);
        this.endTeller(recording, thread);
      },
    };
  };

  /**
   * A program runs in a debugger that tells of its calls. Nobody can ask it to close anything.
   * @param endsWithDebugger false if it goes on when the debugger leaves it
   */
  readonly beginDebugged = (
    name: string,
    endsWithDebugger: boolean,
  ): Omit<ThreadListener, 'closeAnswer'> => {
    const recording = recordingOf({ name }, () => endsWithDebugger || undefined);
    recording.tellers.add(recording);
    return {
      call: (call) => {
        this.take(call, recording);
      },
      ended: () => {
        this.endTeller(recording, recording);
      },
    };
  };

  dispose(): void {
    this.closing.abort();
  }

  private endTeller(recording: Recording, teller: object): void {
    recording.tellers.delete(teller);
    if (recording.tellers.size === 0 && !recording.isEnding) {
      recording.isEnding = true;
      this.end(recording)
        .catch(() => undefined) // The window closes.
        .finally(() => {
          recording.isEnding = false;
        });
    }
  }

  private take(call: RecordedCall, recording: Recording, thread?: ProgramThread): void {
    const target = this.deps.targetOf(call.origin);
    const sessionId = call.created?.sessionId ?? call.sessionId;
    if (target && sessionId !== undefined) {
      const session = { target, sessionId };
      const noted = this.turns
        .run(sessionName(session), () => this.note(call, session, recording, thread))
        .catch((thrown: unknown) => {
          const error = describeError(toWorkbookSessionError(thrown));
          this.deps.logger.warn(`A recorded session could not be listed: ${error}`);
        })
        .finally(() => recording.pending.delete(noted));
      recording.pending.add(noted);
    }
  }

  private async note(
    call: RecordedCall,
    session: NamedSession,
    recording: Recording,
    thread: ProgramThread | undefined,
  ): Promise<void> {
    const isSuccess = call.status >= 200 && call.status < 300;
    if (!isSuccess) {
      this.noteFailure(call, session, recording);
    } else if (call.action === 'closeSession') {
      this.noteClosed(session);
    } else {
      await this.noteUse(call, session, recording, thread);
    }
  }

  private noteClosed(session: NamedSession): void {
    const { programs, service } = this.deps;
    const key = service.keyOf(session);
    programs.noteEnd(session);
    if (key !== undefined) {
      service.noteEnd({ key, outcome: 'closed' });
    }
  }

  private async noteUse(
    call: RecordedCall,
    session: NamedSession,
    recording: Recording,
    thread: ProgramThread | undefined,
  ): Promise<void> {
    const { clock, programs, service } = this.deps;
    // The thread may have ended while an earlier call was written.
    if (thread && recording.tellers.has(thread)) {
      programs.noteUse(session, thread);
    }
    const key = service.keyOf(session) ?? (await this.list(call, session, recording));
    if (key !== undefined) {
      service.noteUse(key, clock.now());
      recording.apps.set(key, appOf(call.owner));
      this.noteOwner(key, recording);
    }
  }

  /** Another program, or the user, may use a session of this one. Only the end of its own program counts. */
  private noteOwner(key: string, { keys, program }: Recording): void {
    const { service } = this.deps;
    if (isDeepStrictEqual(service.session(key)?.program, program)) {
      keys.add(key);
      service.setProgramRunning(key, true);
    }
  }

  /** @returns its key; undefined if the program has too many */
  private async list(
    { path, created, owner }: RecordedCall,
    session: NamedSession,
    { keys, program }: Recording,
  ): Promise<string | undefined> {
    if (keys.size >= mostSessions) {
      return undefined;
    }
    const { clock, service } = this.deps;
    const { address } = parseWorkbookAddress(path);
    const recorded = service.record({
      ...{ ...session, address, program },
      ...defined({ account: accountOf(owner, session.target), appId: owner?.appId }),
      workbookName: nameOfAddress(address) ?? this.knownName({ ...session, address }),
      mode: modeOf(created?.persistChanges),
      lastActiveAt: clock.now(),
    });
    return recorded.catch((error: unknown) => {
      const key = service.keyOf(session);
      if (key === undefined) {
        throw error;
      }
      return key; // It is listed, but not saved.
    });
  }

  /** The name of the workbook if another listed session has it; else empty. Calls by ID don't contain it. */
  private knownName(workbook: Pick<WorkbookSession, 'target' | 'address'>): string {
    const key = workbookKey(workbook);
    const same = this.deps.service
      .sessions()
      .find((other) => other.workbookName !== '' && workbookKey(other) === key);
    return same?.workbookName ?? '';
  }

  /** A session has ended only if the service says so to its owner, or to the app that used it in this program. */
  private noteFailure(
    { status, errorCodes = [], owner }: RecordedCall,
    session: NamedSession,
    { apps }: Recording,
  ): void {
    const { clock, programs, service } = this.deps;
    const answer = { status, header: () => undefined, body: bodyOf(errorCodes) };
    const failure = failureOfAnswer(answer, clock.now());
    const listed = service.session(service.keyOf(session) ?? '');
    if (listed && failure.isSessionDead && isOwnedBy(owner, listed, apps.get(listed.key))) {
      programs.noteEnd(session);
      service.noteEnd({ ...reasonOf(failure), key: listed.key, outcome: 'alreadyGone' });
    }
  }

  /**
   * A thread can end, or stop the recording, while its program goes on. Only the end of the program counts,
   * and it is awaited for as long as the program has sessions.
   */
  private async end(recording: Recording): Promise<void> {
    if (!(await this.isOver(recording))) {
      return;
    }
    const { hasEnded, program } = recording;
    const { onLeftOpen, service } = this.deps;
    const id = program.processId ?? 0;
    if (this.recordings.get(id) === recording) {
      this.recordings.delete(id);
    }
    const open = this.openOf(recording);
    const isRunning = hasEnded() ? false : undefined;
    for (const key of open) {
      service.setProgramRunning(key, isRunning);
    }
    if (open.length > 0 && isRunning === false) {
      onLeftOpen(program, open);
    }
  }

  /** Waits until it has ended or has no sessions. @returns false if it tells something again */
  private async isOver(recording: Recording): Promise<boolean> {
    const { hasEnded, pending, tellers } = recording;
    const { clock } = this.deps;
    for (let check = 0; tellers.size === 0; check += 1) {
      await clock.delay(endChecksMs[check] ?? longestEndCheckMs, this.closing.signal);
      await Promise.all(pending);
      if (hasEnded() !== false || this.openOf(recording).length === 0) {
        break;
      }
    }
    return tellers.size === 0;
  }

  private openOf({ keys }: Recording): readonly string[] {
    return [...keys].filter((key) => this.deps.service.session(key) !== undefined);
  }
}

function recordingOf(program: RecordedProgram, hasEnded: Recording['hasEnded']): Recording {
  return {
    program,
    hasEnded,
    tellers: new Set(),
    keys: new Set(),
    apps: new Map(),
    pending: new Set(),
    isEnding: false,
  };
}

/**
 * True when the token certainly belongs to the session's owner. A sandbox has no accounts.
 * @param lastApp the app that made the program's last successful call in the session
 */
function isOwnedBy(
  owner: TokenOwner | undefined,
  { target, account }: WorkbookSession,
  lastApp: string | undefined,
): boolean {
  const id = accountOf(owner, target)?.id ?? appOf(owner);
  return target.cloud === 'sandbox' || (id !== undefined && [account?.id, lastApp].includes(id));
}

/** The app for which a token without a user was issued; undefined for any other token. */
function appOf(owner: TokenOwner | undefined): string | undefined {
  const { isApp, appId, tid } = owner ?? {};
  return isApp && appId && tid ? `app ${appId}.${tid}` : undefined;
}

/** The user for whom a token was issued. An app has no sessions that a user's account could close. */
function accountOf(owner: TokenOwner | undefined, { cloud }: GraphTarget): Account | undefined {
  if (cloud === 'sandbox' || !owner || owner.isApp || !owner.oid || !owner.tid) {
    return undefined;
  }
  const id = `${owner.oid}.${owner.tid}`;
  return { id, label: owner.name ?? id };
}

import type { Clock } from '../base/clock';
import { defined } from '../base/defined';
import { KeyedMutex } from '../base/mutex';
import { failureOfAnswer } from '../graph/graphErrors';
import { nameOfAddress, parseWorkbookAddress } from '../graph/workbookAddressParser';
import { reasonOf } from '../model/closeOutcome';
import { describeError, toWorkbookSessionError } from '../model/errors';
import type { Logger } from '../model/ports';
import {
  modeOf,
  targetKey,
  workbookKey,
  type Account,
  type GraphTarget,
  type RecordedProgram,
  type WorkbookSession,
} from '../model/workbookSession';
import type { SessionService } from '../sessions/sessionService';
import { bodyOf, type ProgramThread, type RecordedPrograms } from './recordedPrograms';
import type { Hello, RecordedCall, TokenOwner } from './recordingProtocol';
import type { ThreadListener } from './recordingServer';

/** The waits, in milliseconds, after which a program that is gone from the socket must have ended. */
const endChecksMs = [50, 100, 200, 400, 800, 1600, 3200];

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
  readonly hasEnded: () => boolean;
  /** Those that tell of it. */
  readonly tellers: Set<object>;
  readonly keys: Set<string>;
  /** The calls that are being taken. */
  readonly pending: Set<Promise<void>>;
}

/** Lists the sessions that programs open and use, and takes them off the list as the programs close them. */
export class SessionRecorder {
  private readonly recordings = new Map<number, Recording>();
  /** The calls in a session are taken one after the other, since a record takes time. */
  private readonly turns = new KeyedMutex();

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

  /** A program runs in a debugger that tells of its calls. Nobody can ask it to close anything. */
  readonly beginDebugged = (name: string): Omit<ThreadListener, 'closeAnswer'> => {
    const recording = recordingOf({ name }, () => true);
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

  private endTeller(recording: Recording, teller: object): void {
    recording.tellers.delete(teller);
    if (recording.tellers.size === 0) {
      void this.end(recording);
    }
  }

  private take(call: RecordedCall, recording: Recording, thread?: ProgramThread): void {
    const target = this.deps.targetOf(call.origin);
    const sessionId = call.created?.sessionId ?? call.sessionId;
    if (target && sessionId !== undefined) {
      const session = { target, sessionId };
      const noted = this.turns
        .run(`${targetKey(target)} ${sessionId}`, () => this.note(call, session, recording, thread))
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
    session: { readonly target: GraphTarget; readonly sessionId: string },
    recording: Recording,
    thread: ProgramThread | undefined,
  ): Promise<void> {
    const { programs, service } = this.deps;
    const isSuccess = call.status >= 200 && call.status < 300;
    const key = service.keyOf(session);
    if (call.action === 'closeSession' && isSuccess) {
      programs.noteEnd(session);
      if (key !== undefined) {
        service.noteEnd({ key, outcome: 'closed' });
      }
      return;
    }
    if (!isSuccess) {
      this.noteFailure(call, key, session);
      return;
    }
    if (thread) {
      programs.noteUse(session, thread);
    }
    const listed = key ?? (await this.list(call, session, recording.program));
    service.noteUse(listed, Math.min(call.at, this.deps.clock.now()));
    recording.keys.add(listed);
    service.setProgramRunning(listed, recording.tellers.size > 0);
  }

  private list(
    { path, at, created, owner }: RecordedCall,
    session: { readonly target: GraphTarget; readonly sessionId: string },
    program: RecordedProgram,
  ): Promise<string> {
    const { address } = parseWorkbookAddress(path);
    return this.deps.service.record({
      ...{ ...session, address, program },
      ...defined({ account: accountOf(owner, session.target) }),
      workbookName: nameOfAddress(address) ?? this.knownName({ ...session, address }),
      mode: modeOf(created?.persistChanges),
      lastActiveAt: Math.min(at, this.deps.clock.now()),
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

  /** A session has ended only if the service says so to its owner. */
  private noteFailure(
    { status, errorCodes = [], owner }: RecordedCall,
    key: string | undefined,
    session: { readonly target: GraphTarget; readonly sessionId: string },
  ): void {
    const { clock, programs, service } = this.deps;
    const answer = { status, header: () => undefined, body: bodyOf(errorCodes) };
    const failure = failureOfAnswer(answer, clock.now());
    const listed = key === undefined ? undefined : service.session(key);
    if (listed && failure.isSessionDead && isOwnedBy(owner, listed)) {
      programs.noteEnd(session);
      service.noteEnd({ ...reasonOf(failure), key: listed.key, outcome: 'alreadyGone' });
    }
  }

  /** A thread can end, or stop the recording, while its program goes on. Only the end of the process counts. */
  private async end({ program, hasEnded, keys, pending, tellers }: Recording): Promise<void> {
    const { clock, onLeftOpen, service } = this.deps;
    for (const ms of endChecksMs) {
      await clock.delay(ms);
      if (tellers.size > 0) {
        return;
      }
      if (hasEnded()) {
        break;
      }
    }
    this.recordings.delete(program.processId ?? 0);
    await Promise.all(pending);
    const open = [...keys].filter((key) => service.session(key) !== undefined);
    for (const key of open) {
      service.setProgramRunning(key, false);
    }
    if (open.length > 0 && hasEnded()) {
      onLeftOpen(program, open);
    }
  }
}

function recordingOf(program: RecordedProgram, hasEnded: () => boolean): Recording {
  return { program, hasEnded, tellers: new Set(), keys: new Set(), pending: new Set() };
}

/** True when the token certainly belongs to the session's owner. A sandbox has no accounts. */
function isOwnedBy(owner: TokenOwner | undefined, { target, account }: WorkbookSession): boolean {
  const id = accountOf(owner, target)?.id;
  return target.cloud === 'sandbox' || (id !== undefined && id === account?.id);
}

/** The user for whom a token was issued. An app has no sessions that a user's account could close. */
function accountOf(owner: TokenOwner | undefined, { cloud }: GraphTarget): Account | undefined {
  if (cloud === 'sandbox' || !owner || owner.isApp || !owner.oid || !owner.tid) {
    return undefined;
  }
  const id = `${owner.oid}.${owner.tid}`;
  return { id, label: owner.name ?? id };
}

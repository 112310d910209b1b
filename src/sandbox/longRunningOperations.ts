import { randomUUID } from 'node:crypto';
import { keepNewest } from './boundedList';
import type { WorkbookFile } from './drives';
import { type ErrorDetails, errorDetails, type GraphErrorCode } from './sandboxErrors';
import type { WorkbookSessions } from './workbookSessions';

/** How a long-running createSession goes; what is absent goes as documented. */
export interface OperationScript {
  /** How many polls say `notStarted` or `running` before the last word; for ever if infinite. */
  readonly polls?: number;
  /** A documented error, or the `error` as it is sent. */
  readonly failsWith?: GraphErrorCode | Readonly<Record<string, unknown>>;
  /** The header of the 202 as it is sent; null for none. */
  readonly location?: string | null;
  /** As it is sent when the operation has succeeded; null for none. */
  readonly resourceLocation?: string | null;
}

/** What a poll finds. */
export type OperationState =
  | { readonly status: 'notStarted' | 'running' }
  | { readonly status: 'failed'; readonly error: ErrorDetails | Readonly<Record<string, unknown>> }
  | {
      readonly status: 'succeeded';
      readonly sessionId: string;
      readonly resourceLocation?: string | null;
    };

/** The session that an operation has opened. */
export interface OperationResult {
  readonly sessionId: string;
  readonly persistChanges: boolean;
}

interface Operation {
  readonly file: WorkbookFile;
  readonly persistChanges: boolean;
  readonly script: OperationScript;
  polls: number;
  sessionId?: string;
}

/** The createSession calls that were answered with 202. */
export class LongRunningOperations {
  private readonly byId = new Map<string, Operation>();

  constructor(
    private readonly sessions: WorkbookSessions,
    /** For operations whose script does not say. */
    private readonly polls: number,
    /** Of more, the oldest are forgotten. */
    private readonly mostRemembered: number,
  ) {}

  /** Answers the operation's id. */
  start(file: WorkbookFile, persistChanges: boolean, script: OperationScript): string {
    const id = randomUUID();
    this.byId.set(id, { file, persistChanges, script, polls: 0 });
    keepNewest(this.byId, this.mostRemembered);
    return id;
  }

  /** Polls the operation, which goes on by being polled. */
  poll(id: string, file: WorkbookFile): OperationState | undefined {
    const operation = this.find(id, file);
    if (!operation) {
      return undefined;
    }
    operation.polls += 1;
    return operation.polls <= (operation.script.polls ?? this.polls)
      ? { status: operation.polls === 1 ? 'notStarted' : 'running' }
      : this.endOf(operation);
  }

  /** Undefined as long as the operation has not succeeded, and when its session is gone. */
  resultOf(id: string, file: WorkbookFile): OperationResult | undefined {
    const { sessionId, persistChanges = false } = this.find(id, file) ?? {};
    return sessionId !== undefined && this.sessions.lookUp(sessionId, file) === 'open'
      ? { sessionId, persistChanges }
      : undefined;
  }

  private endOf(operation: Operation): OperationState {
    const { failsWith, resourceLocation } = operation.script;
    if (failsWith !== undefined) {
      const error = typeof failsWith === 'string' ? errorDetails(failsWith) : failsWith;
      return { status: 'failed', error };
    }
    operation.sessionId ??= this.sessions.open(operation.file, operation.persistChanges);
    return {
      status: 'succeeded',
      sessionId: operation.sessionId,
      ...(resourceLocation === undefined ? {} : { resourceLocation }),
    };
  }

  private find(id: string, { driveId, itemId }: WorkbookFile): Operation | undefined {
    const operation = this.byId.get(id);
    return operation?.file.driveId === driveId && operation.file.itemId === itemId
      ? operation
      : undefined;
  }
}

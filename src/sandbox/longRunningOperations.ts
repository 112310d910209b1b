import { randomUUID } from 'node:crypto';
import { defined } from '../base/defined';
import { keepNewest } from './boundedList';
import type { WorkbookFile } from './drives';
import { type ErrorDetails, errorDetails, type GraphErrorCode } from './sandboxErrors';
import type { WorkbookSessions } from './workbookSessions';

/** Scripts a long-running createSession. Without a field, the sandbox does what Microsoft documents. */
export interface OperationScript {
  /** How many polls answer `notStarted` or `running` before the operation ends. May be infinite. */
  readonly polls?: number;
  /** A documented error, or the value of `error` in the answer. */
  readonly failsWith?: GraphErrorCode | Readonly<Record<string, unknown>>;
  /** The header `Location` of the 202; null for none. */
  readonly location?: string | null;
  /** The `resourceLocation` of an operation that succeeded; null for none. */
  readonly resourceLocation?: string | null;
}

/** The result of a poll. */
export type OperationState =
  | { readonly status: 'notStarted' | 'running' }
  | { readonly status: 'failed'; readonly error: ErrorDetails | Readonly<Record<string, unknown>> }
  | {
      readonly status: 'succeeded';
      readonly sessionId: string;
      readonly resourceLocation?: string | null;
    };

/** The session that an operation opened. */
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
    /** The number of polls without a script. */
    private readonly polls: number,
    /** With more operations, the oldest are forgotten. */
    private readonly mostRemembered: number,
  ) {}

  /** @returns the operation's id */
  start(file: WorkbookFile, persistChanges: boolean, script: OperationScript): string {
    const id = randomUUID();
    this.byId.set(id, { file, persistChanges, script, polls: 0 });
    keepNewest(this.byId, this.mostRemembered);
    return id;
  }

  /** Polls the operation. Only polls move it on, not time. */
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

  /** Undefined before the operation succeeds, and after its session has ended. */
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
    const { sessionId } = operation;
    return { status: 'succeeded', sessionId, ...defined({ resourceLocation }) };
  }

  private find(id: string, { driveId, itemId }: WorkbookFile): Operation | undefined {
    const operation = this.byId.get(id);
    return operation?.file.driveId === driveId && operation.file.itemId === itemId
      ? operation
      : undefined;
  }
}

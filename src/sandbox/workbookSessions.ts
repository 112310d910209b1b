import { randomBytes, randomUUID } from 'node:crypto';

/** How long a session of each mode may idle before it expires, in milliseconds. */
export interface IdleLimits {
  readonly persistent: number;
  readonly nonPersistent: number;
}

/** How long Excel's sessions may idle (resource page `excel`). */
export const standardIdleLimits: IdleLimits = {
  persistent: 5 * 60_000,
  nonPersistent: 7 * 60_000,
};

/** An open session. Times are milliseconds since 1970 by the sandbox's clock. */
export interface OpenSession {
  readonly sessionId: string;
  readonly driveId: string;
  readonly itemId: string;
  readonly persistChanges: boolean;
  /** True when a request opened it, false when the sandbox itself did. */
  readonly isOpenedByRequest: boolean;
  readonly openedAt: number;
  readonly lastActiveAt: number;
  readonly expiresAt: number;
}

/**
 * A session that a request opened and no request closed, whether it is still open or has expired. It has no
 * session id, so it may be printed.
 */
export interface Leak {
  /** The workbook's path in its drive. */
  readonly workbook: string;
  readonly driveId: string;
  readonly itemId: string;
  readonly persistChanges: boolean;
  /** How long it is open, or was open until it expired, by the sandbox's clock. */
  readonly openForMs: number;
  readonly hasExpired: boolean;
}

/** The state of the session in a call, seen from the workbook in the call. */
export type SessionKnowledge = 'open' | 'ofAnotherWorkbook' | 'unknown';

/** Selects the sessions of a workbook or a drive; all sessions when empty. */
export type SessionSelection = Partial<FileIds>;

interface FileIds {
  readonly driveId: string;
  readonly itemId: string;
}

/** The open sessions. Each stays open until it is closed or expires. */
export class WorkbookSessions {
  private readonly byId = new Map<string, OpenSession>();
  /** Those that requests opened and that expired before a request closed them, the oldest first. */
  private readonly expiredUnclosed: OpenSession[] = [];

  constructor(
    private readonly now: () => number,
    private readonly idleMs: IdleLimits,
    private readonly mostOpen: number,
  ) {}

  /** True when no more session may be opened. */
  get areTooMany(): boolean {
    return this.list().length >= this.mostOpen;
  }

  list(): readonly OpenSession[] {
    return [...this.byId.values()].filter(({ expiresAt }) => this.now() < expiresAt);
  }

  /** The sessions that requests opened and that no request closed. */
  unclosed(): readonly OpenSession[] {
    const opened = [...this.byId.values()].filter(({ isOpenedByRequest }) => isOpenedByRequest);
    return [...this.expiredUnclosed, ...opened];
  }

  /** @returns the id of the session */
  open(
    { driveId, itemId }: FileIds,
    persistChanges: boolean,
    { sessionId = newSessionId(), isOpenedByRequest = true } = {},
  ): string {
    this.dropExpired();
    const openedAt = this.now();
    this.save({ sessionId, driveId, itemId, persistChanges, isOpenedByRequest, openedAt });
    return sessionId;
  }

  lookUp(sessionId: string, { driveId, itemId }: FileIds): SessionKnowledge {
    const session = this.byId.get(sessionId);
    if (!session || this.now() >= session.expiresAt) {
      return 'unknown';
    }
    return session.driveId === driveId && session.itemId === itemId ? 'open' : 'ofAnotherWorkbook';
  }

  /** Restarts the idle time, as every successful call does. */
  touch(sessionId: string): void {
    const session = this.byId.get(sessionId);
    if (session) {
      this.save(session);
    }
  }

  close(sessionId: string): void {
    this.byId.delete(sessionId);
  }

  /** Ends the sessions of a drive or a workbook, or all, as a server that breaks down. @returns their number */
  drop(selection: SessionSelection): number {
    const isSelected = ({ driveId, itemId }: OpenSession) =>
      driveId === (selection.driveId ?? driveId) && itemId === (selection.itemId ?? itemId);
    const dropped = this.list().filter(isSelected);
    this.dropExpired();
    dropped.forEach(({ sessionId }) => this.byId.delete(sessionId));
    const kept = this.expiredUnclosed.filter((session) => !isSelected(session));
    this.expiredUnclosed.splice(0, Infinity, ...kept);
    return dropped.length;
  }

  private dropExpired(): void {
    for (const [sessionId, session] of this.byId) {
      if (this.now() >= session.expiresAt) {
        this.byId.delete(sessionId);
        if (session.isOpenedByRequest && this.expiredUnclosed.length < this.mostOpen) {
          this.expiredUnclosed.push(session);
        }
      }
    }
  }

  private save(session: Omit<OpenSession, 'lastActiveAt' | 'expiresAt'>): void {
    const idleMs = this.idleMs[session.persistChanges ? 'persistent' : 'nonPersistent'];
    const lastActiveAt = this.now();
    const expiresAt = lastActiveAt + idleMs;
    this.byId.set(session.sessionId, { ...session, lastActiveAt, expiresAt });
  }
}

/**
 * A session id in the form of Microsoft's sample (reference page `workbookoperation-get`). It contains `&`,
 * `=`, `.` and percent signs, so a client that encodes, decodes or splits it sends a wrong id.
 */
export function newSessionId(): string {
  const cookie = randomBytes(16).toString('base64').replaceAll('=', '%3d').replaceAll('/', '%2f');
  const farm = `SG2PEPF${randomHex(4).toUpperCase()}.A116.1.U36`;
  const session = [
    `15.${farm}.${randomUUID()}5.en-US24.${randomHex(8)}-Private1.S24`,
    `%2fPB4%2f${cookie}16.16.0.14410.3530514.5.en-US5.en-US24.${randomHex(8)}-Private1`,
    'A1.N16.16.0.14410.3530514.5.en-US5.en-US1.V1.N0.1.S',
  ].join('.');
  return `cluster=PSG4&session=${session}&usid=${randomUUID()}`;
}

function randomHex(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

import { randomBytes, randomUUID } from 'node:crypto';

/** How long a session may idle before it is dropped, in minutes. */
export interface IdleMinutes {
  readonly persistent: number;
  readonly nonPersistent: number;
}

/** A session as the server knows it; times are milliseconds since 1970 by the sandbox's clock. */
export interface OpenSession {
  readonly sessionId: string;
  readonly driveId: string;
  readonly itemId: string;
  readonly persistChanges: boolean;
  readonly lastActiveAt: number;
  readonly expiresAt: number;
}

/** What is known of the session that a call names, for the workbook that it names. */
export type SessionKnowledge = 'open' | 'ofAnotherWorkbook' | 'unknown';

interface WorkbookIds {
  readonly driveId: string;
  readonly itemId: string;
}

/** The sessions that are open, each until it is closed or has idled too long. */
export class WorkbookSessions {
  private readonly byId = new Map<string, OpenSession>();

  constructor(
    private readonly now: () => number,
    private readonly idleMinutes: IdleMinutes,
    private readonly mostOpen: number,
  ) {}

  /** True when there are so many that no client may open another. */
  get areTooMany(): boolean {
    return this.list().length >= this.mostOpen;
  }

  list(): readonly OpenSession[] {
    return [...this.byId.values()].filter(({ expiresAt }) => this.now() < expiresAt);
  }

  open({ driveId, itemId }: WorkbookIds, persistChanges: boolean): string {
    this.dropExpired();
    const sessionId = newSessionId();
    this.save({ sessionId, driveId, itemId, persistChanges });
    return sessionId;
  }

  lookUp(sessionId: string, { driveId, itemId }: WorkbookIds): SessionKnowledge {
    const session = this.byId.get(sessionId);
    if (!session || this.now() >= session.expiresAt) {
      return 'unknown';
    }
    return session.driveId === driveId && session.itemId === itemId ? 'open' : 'ofAnotherWorkbook';
  }

  /** Starts the idle time anew, as every call that succeeds does. */
  touch(sessionId: string): void {
    const session = this.byId.get(sessionId);
    if (session) {
      this.save(session);
    }
  }

  close(sessionId: string): void {
    this.byId.delete(sessionId);
  }

  /** Forgets those of a drive or workbook, or all, as a server that breaks down; answers how many. */
  drop(of: Partial<WorkbookIds>): number {
    const dropped = this.list().filter(
      ({ driveId, itemId }) =>
        driveId === (of.driveId ?? driveId) && itemId === (of.itemId ?? itemId),
    );
    dropped.forEach(({ sessionId }) => this.byId.delete(sessionId));
    return dropped.length;
  }

  private dropExpired(): void {
    for (const [sessionId, { expiresAt }] of this.byId) {
      if (this.now() >= expiresAt) {
        this.byId.delete(sessionId);
      }
    }
  }

  private save(session: Omit<OpenSession, 'lastActiveAt' | 'expiresAt'>): void {
    const minutes = this.idleMinutes[session.persistChanges ? 'persistent' : 'nonPersistent'];
    const lastActiveAt = this.now();
    const expiresAt = lastActiveAt + minutes * 60_000;
    this.byId.set(session.sessionId, { ...session, lastActiveAt, expiresAt });
  }
}

/**
 * A session id in the form of the documented sample (reference page `workbookoperation-get`): it
 * holds `&`, `=`, `.` and percent signs that belong to it, so whoever encodes, decodes or splits it
 * sends another one.
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

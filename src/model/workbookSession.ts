import { defined } from '../base/defined';
import type { ErrorCode } from './errors';
import type { ItemPlace } from './foundItem';
import {
  addressKey,
  addressOfIds,
  idsOfAddress,
  type WorkbookAddress,
  type WorkbookIds,
} from './workbook';

/** The clouds in which Microsoft Graph has a workbook API. */
export const graphClouds = ['global', 'usGov', 'usGovDoD'] as const;

export type GraphCloud = (typeof graphClouds)[number];

/** Which Graph a session lives on. */
export type Cloud = GraphCloud | 'sandbox';

/** Who is signed in. `id` has the form of VS Code's accounts: object id, a dot, tenant id. */
export interface Account {
  readonly id: string;
  readonly label: string;
}

/** One running sandbox: where it listens, and what tells it from a later one on the same port. */
export interface SandboxInstance {
  /** Origin, for example `http://127.0.0.1:8365`. */
  readonly endpoint: string;
  readonly instanceId: string;
  readonly processId: number;
}

/** Where a request goes. */
export type GraphTarget =
  { readonly cloud: GraphCloud } | { readonly cloud: 'sandbox'; readonly sandbox: SandboxInstance };

export const sessionModes = ['persistent', 'nonPersistent', 'unknownMode'] as const;

export type SessionMode = (typeof sessionModes)[number];

/** The mode that a flag `persistChanges` tells; anything else tells none. */
export function modeOf(persistChanges: unknown): SessionMode {
  if (typeof persistChanges !== 'boolean') {
    return 'unknownMode';
  }
  return persistChanges ? 'persistent' : 'nonPersistent';
}

export type SessionStatus = 'opening' | 'open' | 'maybeExpired' | 'closing' | 'closeFailed';

/** What is known of a session from its first moment on; written once, never rewritten. */
export interface SessionRecord {
  /** Random UUID; the only name of the session that leaves the product. */
  readonly key: string;
  readonly target: GraphTarget;
  /** Its owner: who opened it; absent when that is not known. */
  readonly account?: Account;
  readonly address: WorkbookAddress;
  readonly workbookName: string;
  /** Secret: whoever has it and a token can use the session. */
  readonly sessionId: string;
  readonly mode: SessionMode;
  readonly origin: 'created' | 'added';
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/**
 * What a token must allow: `files`, the user's own files; `allFiles`, every file that the user can reach,
 * which many organizations let only an administrator grant.
 */
export const permissionSets = ['files', 'allFiles'] as const;

export type PermissionSet = (typeof permissionSets)[number];

/** For whom a token is needed. */
export interface Principal {
  readonly target: GraphTarget;
  readonly account?: Account;
  /** What the token must allow; absent: `files`. */
  readonly permissions?: PermissionSet;
}

/** What changes in a session's life. */
export interface SessionActivity {
  /** When the service last answered a call of this session with success; milliseconds since 1970. */
  readonly lastActiveAt?: number;
  /** Why the last close failed. */
  readonly failure?: { readonly code: ErrorCode; readonly at: number };
  /** What it took to reach the workbook; absent: `files`. */
  readonly permissions?: PermissionSet;
  /** The workbook's ids as the owner resolved them, when the address was given in another form. */
  readonly ids?: WorkbookIds;
  /** The workbook's name as the service gave it later on; it goes before the record's. */
  readonly workbookName?: string;
  /** Where the workbook lies, as the user found it or the service told. */
  readonly place?: ItemPlace;
  /** The mode as the user named it later on; it goes before the record's. */
  readonly mode?: SessionMode;
}

/** A session as it stands on disk. */
export interface StoredSession {
  readonly record: SessionRecord;
  readonly activity: SessionActivity;
}

/** What this window is doing with a session. */
export type SessionPhase = 'idle' | 'closing';

/** A session as the rest of the product sees it: a snapshot, replaced at every change. */
export interface WorkbookSession extends Omit<SessionRecord, 'sessionId'> {
  readonly status: SessionStatus;
  /** Eight characters of the session id; absent when it is too short for that, or not known yet. */
  readonly shortId?: string;
  readonly failure?: { readonly code: ErrorCode; readonly at: number };
  readonly ids?: WorkbookIds;
  /** Where the workbook lies; absent: not known, unless the address tells. */
  readonly place?: ItemPlace;
  readonly permissions?: PermissionSet;
  readonly lastActiveAt?: number;
  /** When the service will have dropped it, an estimate; absent when it cannot be told. */
  readonly expiresAt?: number;
  /** False when the record could not be written: the session is known to this window alone. */
  readonly isSaved: boolean;
}

/** How long a session may idle before the service drops it, in milliseconds, by mode. */
export type IdleLimits = Readonly<Record<'persistent' | 'nonPersistent', number>>;

/** The estimated end of a session: counted from the last call that succeeded, never from a guess. */
export function expiryOf(
  mode: SessionMode,
  lastActiveAt: number | undefined,
  limits: IdleLimits,
): number | undefined {
  if (lastActiveAt === undefined) {
    return undefined;
  }
  const idleMs =
    mode === 'unknownMode' ? Math.min(limits.persistent, limits.nonPersistent) : limits[mode];
  return lastActiveAt + idleMs;
}

/** The status that follows from what is known at `now`. */
export function statusOf(
  phase: SessionPhase,
  activity: SessionActivity,
  expiresAt: number | undefined,
  now: number,
): SessionStatus {
  if (phase !== 'idle') {
    return phase;
  }
  if (activity.failure) {
    return 'closeFailed';
  }
  return expiresAt !== undefined && now < expiresAt ? 'open' : 'maybeExpired';
}

/** Whose token a session's requests need, and what it must allow. */
export function principalOf({ record, activity }: StoredSession): {
  readonly target: GraphTarget;
  readonly account?: Account;
  readonly permissions?: PermissionSet;
} {
  const { target, account } = record;
  const { permissions } = activity;
  return { target, ...defined({ account, permissions }) };
}

/** True when it is known who opened the session. A sandbox knows no accounts: its sessions are everybody's. */
export function isOwnerKnown({
  target,
  account,
}: Pick<SessionRecord, 'target' | 'account'>): boolean {
  return target.cloud === 'sandbox' || account !== undefined;
}

/**
 * The workbook's ids, from the address or as its owner resolved them. To another account the same address
 * may mean another file (`/me/…`), so ids without an owner are not used.
 */
export function idsOfSession(
  record: Pick<SessionRecord, 'target' | 'account' | 'address'>,
  activity: Pick<SessionActivity, 'ids'>,
): WorkbookIds | undefined {
  return idsOfAddress(record.address) ?? (isOwnerKnown(record) ? activity.ids : undefined);
}

/** The same text for the same Graph; each run of a sandbox is one of its own. */
export function targetKey(target: GraphTarget): string {
  return target.cloud === 'sandbox' ? `sandbox ${target.sandbox.instanceId}` : target.cloud;
}

/** The same text for sessions of the same account in the same cloud; those of all sandboxes are one's. */
export function accountKey({
  target: { cloud },
  account,
}: Pick<WorkbookSession, 'target' | 'account'>): string {
  return cloud === 'sandbox' ? cloud : JSON.stringify([cloud, account?.id ?? null]);
}

/** The same text for the same workbook of the same Graph, by its ids where they are known. */
export function workbookKey({
  target,
  address,
  ids,
}: Pick<WorkbookSession, 'target' | 'address' | 'ids'>): string {
  return `${targetKey(target)} ${addressKey(ids ? addressOfIds(ids) : address)}`;
}

/** True when both targets are the same Graph. */
export function isSameTarget(one: GraphTarget, other: GraphTarget): boolean {
  return targetKey(one) === targetKey(other);
}

/** True when both records name the same session of the service. */
export function isSameSession(
  one: Pick<SessionRecord, 'target' | 'sessionId'>,
  other: Pick<SessionRecord, 'target' | 'sessionId'>,
): boolean {
  return one.sessionId === other.sessionId && isSameTarget(one.target, other.target);
}

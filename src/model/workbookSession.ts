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

/** The Graph that has a session. */
export type Cloud = GraphCloud | 'sandbox';

/** An account. `id` has the form of VS Code's accounts: object id, a dot, tenant id. */
export interface Account {
  readonly id: string;
  readonly label: string;
}

/** One run of a sandbox. */
export interface SandboxInstance {
  /** Its origin, for example `http://127.0.0.1:8365`. */
  readonly endpoint: string;
  /** Distinguishes this run from a later one on the same port. */
  readonly instanceId: string;
  readonly processId: number;
}

/** A workbook of a sandbox, and the mode of the session to open in it when the sandbox starts. */
export interface SandboxSample extends WorkbookIds {
  readonly name: string;
  readonly persistChanges: boolean;
}

/** The Graph that a request goes to. */
export type GraphTarget =
  { readonly cloud: GraphCloud } | { readonly cloud: 'sandbox'; readonly sandbox: SandboxInstance };

export const sessionModes = ['persistent', 'nonPersistent', 'unknownMode'] as const;

export type SessionMode = (typeof sessionModes)[number];

/** The mode of a flag `persistChanges`; `unknownMode` for any other value. */
export function modeOf(persistChanges: unknown): SessionMode {
  if (typeof persistChanges !== 'boolean') {
    return 'unknownMode';
  }
  return persistChanges ? 'persistent' : 'nonPersistent';
}

export type SessionStatus = 'opening' | 'open' | 'maybeExpired' | 'closing' | 'closeFailed';

/** The facts of a session that never change. They are written once. */
export interface SessionRecord {
  /** A random UUID. Other extensions know the session only by this key. */
  readonly key: string;
  readonly target: GraphTarget;
  /** The owner, who opened the session; absent when unknown. */
  readonly account?: Account;
  readonly address: WorkbookAddress;
  readonly workbookName: string;
  /** A secret: anyone with it and a token can use the session. */
  readonly sessionId: string;
  readonly mode: SessionMode;
  readonly origin: SessionOrigin;
  /** The program whose call showed a recorded session. */
  readonly program?: RecordedProgram;
  /** The app (client) ID of the token of that call, as the token says. */
  readonly appId?: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** How the list came to know a session: created here, added by the user, or recorded from the user's own program. */
export const sessionOrigins = ['created', 'added', 'recorded'] as const;

export type SessionOrigin = (typeof sessionOrigins)[number];

/** A program of the user that was recorded. */
export interface RecordedProgram {
  /** The name of its script, such as `order-sync.js`, or of its debug session. */
  readonly name: string;
  /** Absent for a program that only a debugger tells of. */
  readonly processId?: number;
}

/**
 * The permissions of a token: `files` for the user's own files, `allFiles` for every file that the user can
 * reach. In many organizations only an administrator can grant `allFiles`.
 */
export const permissionSets = ['files', 'allFiles'] as const;

export type PermissionSet = (typeof permissionSets)[number];

/** The account and the permissions that a token must have. */
export interface Principal {
  readonly target: GraphTarget;
  /** Absent: the account in use. */
  readonly account?: Account;
  /** Absent: `files`. */
  readonly permissions?: PermissionSet;
}

/** The facts of a session that change. */
export interface SessionActivity {
  /** The time of the session's last successful call, in milliseconds since 1970. */
  readonly lastActiveAt?: number;
  /** Why the last close failed. */
  readonly failure?: { readonly code: ErrorCode; readonly at: number };
  /** The permissions that the workbook needs; absent: `files`. */
  readonly permissions?: PermissionSet;
  /** The workbook's ids, resolved with the owner's token, if the address has another form. */
  readonly ids?: WorkbookIds;
  /** The name that the service sent later. It goes before the record's. */
  readonly workbookName?: string;
  /** The workbook's place, as the user found it or the service sent it. */
  readonly place?: ItemPlace;
  /** The mode that the user set later. It goes before the record's. */
  readonly mode?: SessionMode;
  /** What the user calls the session; empty if it has no label any more. */
  readonly label?: string;
}

/** A session as stored on disk. */
export interface StoredSession {
  readonly record: SessionRecord;
  readonly activity: SessionActivity;
}

/** What this window is doing with a session. */
export type SessionPhase = 'idle' | 'closing';

/** How this window keeps a session alive, or why it can't. Other windows don't know it. */
export interface KeepAliveState {
  /** Until when this window refreshes the session, in milliseconds since 1970. */
  readonly keptAliveUntil?: number;
  /** Why this window could not keep the session alive any longer. */
  readonly keepAliveFailure?: ErrorCode;
}

/** A snapshot of a session, without its id. Every change makes a new one. */
export interface WorkbookSession extends Omit<SessionRecord, 'sessionId'>, KeepAliveState {
  /** Whether the program of a recorded session runs. Absent where this window doesn't know it. */
  readonly isProgramRunning?: boolean;
  readonly status: SessionStatus;
  /** Eight characters of the session id; absent when the id is too short, or not known yet. */
  readonly shortId?: string;
  readonly failure?: { readonly code: ErrorCode; readonly at: number };
  /** What the user calls the session; empty or absent without a label. */
  readonly label?: string;
  readonly ids?: WorkbookIds;
  /** The workbook's place; absent when unknown, unless the address contains it. */
  readonly place?: ItemPlace;
  readonly permissions?: PermissionSet;
  readonly lastActiveAt?: number;
  /** The estimated time of its expiry; absent when it can't be estimated. */
  readonly expiresAt?: number;
  /** False when the record couldn't be written. Then only this window knows the session. */
  readonly isSaved: boolean;
}

/** How long a session of each mode may idle before it expires, in milliseconds. */
export type IdleLimits = Readonly<Record<'persistent' | 'nonPersistent', number>>;

/** The estimated expiry of a session, counted from its last successful call; undefined without one. */
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

/** The status of a session at the time `now`. */
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

/** The principal of a session's requests. */
export function principalOf({ record, activity }: StoredSession): Principal {
  const { target, account } = record;
  const { permissions } = activity;
  return { target, ...defined({ account, permissions }) };
}

/** True when the owner of the session is known. A sandbox has no accounts, so its sessions need no owner. */
export function isOwnerKnown({
  target,
  account,
}: Pick<SessionRecord, 'target' | 'account'>): boolean {
  return target.cloud === 'sandbox' || account !== undefined;
}

/**
 * The workbook's ids, from the address or resolved with the owner's token. For another account the same
 * address (`/me/…`) may mean another file, so resolved ids of an unknown owner aren't used.
 */
export function idsOfSession(
  record: Pick<SessionRecord, 'target' | 'account' | 'address'>,
  activity: Pick<SessionActivity, 'ids'>,
): WorkbookIds | undefined {
  return idsOfAddress(record.address) ?? (isOwnerKnown(record) ? activity.ids : undefined);
}

/** A key that is the same for the same Graph. Each run of a sandbox counts as its own Graph. */
export function targetKey(target: GraphTarget): string {
  return target.cloud === 'sandbox' ? `sandbox ${target.sandbox.instanceId}` : target.cloud;
}

/** A key that is the same for sessions of one account in one cloud. All sandboxes share one key. */
export function accountKey({
  target: { cloud },
  account,
}: Pick<WorkbookSession, 'target' | 'account'>): string {
  return cloud === 'sandbox' ? cloud : JSON.stringify([cloud, account?.id ?? null]);
}

/** A key that is the same for one workbook of one Graph, by its ids if they are known. */
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

/** What tells a session of the service from all others. */
export type NamedSession = Pick<SessionRecord, 'target' | 'sessionId'>;

/** A key that is the same for records of the same session of the service. It contains the secret ID. */
export function sessionName({ target, sessionId }: NamedSession): string {
  return `${targetKey(target)} ${sessionId}`;
}

/** True when both records stand for the same session of the service. */
export function isSameSession(one: NamedSession, other: NamedSession): boolean {
  return one.sessionId === other.sessionId && isSameTarget(one.target, other.target);
}

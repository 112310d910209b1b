import type { GivenWorkbook } from '../model/workbookText';
import type { SessionMode } from '../model/workbookSession';
import type { FactMark } from './leakFacts';
import type { SessionIdMark } from './leakedSessionIds';
import type { WorkbookMark } from './leakedWorkbooks';

const mixed = Symbol('several values');
/** One value, none, or several that differ. */
export type Only<T> = T | undefined | typeof mixed;

/** The value of both together. */
export function joined<T>(one: Only<T>, other: Only<T>): Only<T> {
  if (one === undefined || one === other) {
    return other;
  }
  return other === undefined ? one : mixed;
}

/** The value, if there is exactly one. */
export function sole<T>(value: Only<T>): T | undefined {
  return value === mixed ? undefined : value;
}

/** A session id with what is known of it so far. */
export interface Finding {
  readonly mark: SessionIdMark;
  readonly mode: SessionMode;
  readonly createdAt?: number;
  readonly workbook?: GivenWorkbook;
}

/** A part of a text that belongs together: what is between two brackets, a line, a request with its answer. */
export interface Scope {
  workbook: Only<GivenWorkbook | 'unknown'>;
  /** A workbook that is named without a call on it. */
  file: Only<GivenWorkbook>;
  action: Only<string>;
  sessionId: Only<string>;
  mode: Only<SessionMode>;
  status: Only<number>;
  time: Only<number>;
  isRequestLine: boolean;
  /** True when there are answers among the ids that the end of this scope says something of. */
  hasNews: boolean;
  /** Ids whose workbook is still to be found, in a wider scope. */
  pending: Finding[];
}

export function emptyScope(): Scope {
  return {
    workbook: undefined,
    file: undefined,
    action: undefined,
    sessionId: undefined,
    mode: undefined,
    status: undefined,
    time: undefined,
    isRequestLine: false,
    hasNews: false,
    pending: [],
  };
}

/** Puts what is said at one place into its scope. */
export function addMark(scope: Scope, mark: SessionIdMark | WorkbookMark | FactMark): void {
  switch (mark.kind) {
    case 'sessionId':
      scope.pending.push({ mark, mode: 'unknownMode' });
      scope.sessionId = joined(scope.sessionId, mark.sessionId);
      scope.hasNews ||= !mark.isTypical;
      break;
    case 'workbook':
      addWorkbook(scope, mark);
      break;
    case 'mode':
      scope.mode = joined(scope.mode, mark.value);
      scope.hasNews = true;
      break;
    case 'status':
      scope.status = joined(scope.status, mark.value);
      break;
    case 'time':
      scope.time = joined(scope.time, mark.value);
      scope.hasNews = true;
      break;
  }
}

function addWorkbook(scope: Scope, { workbook, action, isRequestLine }: WorkbookMark): void {
  if (action === undefined) {
    scope.file = joined(scope.file, workbook === 'unknown' ? undefined : workbook);
    return;
  }
  scope.workbook = joined(scope.workbook, workbook);
  scope.action = joined(scope.action, action);
  scope.isRequestLine ||= isRequestLine;
}

/** Puts what is between brackets, or one statement of it, into the wider scope. */
export function addScope(scope: Scope, inner: Scope): void {
  addLine(scope, inner);
  scope.file = joined(scope.file, inner.file);
  scope.action = joined(scope.action, inner.action);
  scope.sessionId = joined(scope.sessionId, inner.sessionId);
  scope.mode = joined(scope.mode, inner.mode);
  scope.status = joined(scope.status, inner.status);
  scope.time = joined(scope.time, inner.time);
  scope.isRequestLine ||= inner.isRequestLine;
  scope.hasNews ||= sole(inner.mode) !== undefined || sole(inner.time) !== undefined;
}

/** Puts a line into the whole: a file that is named beside, a mode and a time count no further than their line. */
export function addLine(whole: Scope, line: Scope): void {
  whole.workbook = joined(whole.workbook, line.workbook);
  const [few, many] =
    whole.pending.length < line.pending.length
      ? [whole.pending, line.pending]
      : [line.pending, whole.pending];
  few.forEach((finding) => many.push(finding));
  whole.pending = many;
}

/**
 * Ends a scope: gives the ids back whose workbook is told by now, or can no longer be told, and keeps the
 * others.
 */
export function settle(scope: Scope): readonly Finding[] {
  const { pending } = scope;
  const told = scope.hasNews
    ? pending.filter(isSession(scope)).map((finding) => withFacts(finding, scope))
    : pending;
  const workbook = scope.workbook ?? scope.file;
  scope.pending = workbook === undefined ? told : [];
  return workbook === undefined ? [] : told.map((finding) => withWorkbook(finding, sole(workbook)));
}

export function withWorkbook(
  finding: Finding,
  workbook: GivenWorkbook | 'unknown' | undefined,
): Finding {
  return workbook === undefined || workbook === 'unknown' ? finding : { ...finding, workbook };
}

/** Anything has an `id`: one that looks like no session's is one only beside the mode. */
function isSession(scope: Scope): (finding: Finding) => boolean {
  return ({ mark, mode }) =>
    mark.source !== 'answer' ||
    mark.isTypical ||
    mode !== 'unknownMode' ||
    scope.mode !== undefined;
}

/** Of several sessions, nobody knows whose mode and time it is. */
function withFacts(finding: Finding, scope: Scope): Finding {
  const isOfOne = finding.mark.source === 'answer' && sole(scope.sessionId) !== undefined;
  return isOfOne ? addFacts(finding, scope.mode, scope.time) : finding;
}

/** Adds what was not known before. */
export function addFacts(finding: Finding, mode: Only<SessionMode>, time: Only<number>): Finding {
  const createdAt = finding.createdAt ?? sole(time);
  return {
    ...finding,
    mode: finding.mode === 'unknownMode' ? (sole(mode) ?? 'unknownMode') : finding.mode,
    ...(createdAt !== undefined && { createdAt }),
  };
}

/** The id of the session whose close a scope shows, with its success. */
export function closedSessionIn({ action, status, sessionId }: Scope): string | undefined {
  return action === 'closesession' && status === 204 ? sole(sessionId) : undefined;
}

import * as l10n from '@vscode/l10n';
import type { CloseOutcome } from '../core/closeOutcome';
import type { ErrorCode } from '../core/errors';
import type { WorkbookSession } from '../core/workbookSession';
import {
  errorMessage,
  messageAction,
  type ErrorMessage,
  type MessageAction,
} from './errorMessages';
import { workbookName } from './sessionWords';

/** What became of a close, as one message. */
export interface OutcomeMessage {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly actions: readonly MessageAction[];
}

type Failure = Extract<CloseOutcome, { readonly outcome: 'alreadyGone' | 'failed' }>;

/** @param sessions as they were before the close; they give the names */
export function outcomeMessage(
  outcomes: readonly CloseOutcome[],
  sessions: readonly WorkbookSession[],
): OutcomeMessage {
  const sessionOf = (key: string) => sessions.find((session) => session.key === key);
  const explain = ({ key, code, retryAfterMs, requestId }: Failure) => {
    const accountLabel = sessionOf(key)?.account?.label;
    return errorMessage(code, {
      ...(retryAfterMs !== undefined && { retryAfterMs }),
      ...(requestId !== undefined && { requestId }),
      ...(accountLabel !== undefined && { accountLabel }),
    });
  };
  const failed = outcomes.filter(isFailed);
  const gone = outcomes.filter(isGone);
  const [only] = outcomes;
  const counts =
    only && outcomes.length === 1
      ? [sentenceForOne(only, sessionOf(only.key))]
      : sentencesForMany(outcomes, sessions);
  const reasons = [...goneReasons(gone, explain), ...failureReasons(failed, explain)];
  return {
    severity: severity(outcomes.length, failed, gone),
    text: [...counts, ...reasons].join(' '),
    actions: actions(failed, gone, explain),
  };
}

function isFailed(outcome: CloseOutcome): outcome is Failure {
  return outcome.outcome === 'failed';
}

function isGone(outcome: CloseOutcome): outcome is Failure {
  return outcome.outcome === 'alreadyGone';
}

function severity(
  count: number,
  failed: readonly Failure[],
  gone: readonly Failure[],
): OutcomeMessage['severity'] {
  if (failed.length > 0) {
    return failed.length === count ? 'error' : 'warning';
  }
  return gone.some(isSignInFailed) ? 'warning' : 'info';
}

function sentenceForOne({ outcome }: CloseOutcome, session: WorkbookSession | undefined): string {
  const name = session ? workbookName(session) : l10n.t('Unnamed workbook');
  switch (outcome) {
    case 'closed':
      return l10n.t('Closed 1 session of “{0}”.', name);
    case 'alreadyGone':
      return l10n.t('The session of “{0}” was already gone; it is off the list.', name);
    case 'failed':
      return l10n.t('The session of “{0}” was not closed.', name);
    case 'cancelled':
      return l10n.t('Cancelled: the session of “{0}” was not closed and stays listed.', name);
  }
}

function sentencesForMany(
  outcomes: readonly CloseOutcome[],
  sessions: readonly WorkbookSession[],
): readonly string[] {
  const counts = { closed: 0, alreadyGone: 0, failed: 0, cancelled: 0 };
  for (const { outcome } of outcomes) {
    counts[outcome] += 1;
  }
  const all = outcomes.length;
  return [
    ...sentence(counts.closed, (count) => closedSentence(count, all, sessions)),
    ...sentence(counts.alreadyGone, goneSentence),
    ...sentence(counts.failed, failedSentence),
    ...sentence(counts.cancelled, cancelledSentence),
  ];
}

function sentence(count: number, words: (count: number) => string): readonly string[] {
  return count === 0 ? [] : [words(count)];
}

function closedSentence(closed: number, all: number, sessions: readonly WorkbookSession[]): string {
  if (closed < all) {
    return l10n.t('Closed {0} of {1} sessions.', closed, all);
  }
  const [name, ...others] = new Set(sessions.map(workbookName));
  return name === undefined || others.length > 0
    ? l10n.t('Closed {0} sessions.', closed)
    : l10n.t('Closed {0} sessions of “{1}”.', closed, name);
}

function goneSentence(count: number): string {
  return count === 1
    ? l10n.t('1 session was already gone; it is off the list.')
    : l10n.t('{0} sessions were already gone; they are off the list.', count);
}

function failedSentence(count: number): string {
  return count === 1
    ? l10n.t('1 session was not closed.')
    : l10n.t('{0} sessions were not closed.', count);
}

function cancelledSentence(count: number): string {
  return count === 1
    ? l10n.t('1 session was cancelled and stays listed.')
    : l10n.t('{0} sessions were cancelled and stay listed.', count);
}

/** A session that is gone needs no reason, but a sign-in that failed will stop the next one too. */
function goneReasons(
  gone: readonly Failure[],
  explain: (failure: Failure) => ErrorMessage,
): readonly string[] {
  const told =
    gone.find(isSignInFailed) ?? (gone.length === 1 ? gone.find(isRemarkable) : undefined);
  return told ? [inWords(explain(told))] : [];
}

/** The reason, when all failed for the same one; else each row says its own. */
function failureReasons(
  failed: readonly Failure[],
  explain: (failure: Failure) => ErrorMessage,
): readonly string[] {
  const reasons = new Set(failed.map((failure) => inWords(explain(failure))));
  return reasons.size > 1 ? [l10n.t('The reasons differ: each row says its own.')] : [...reasons];
}

function inWords({ what, advice }: ErrorMessage): string {
  return `${what} ${advice}`;
}

function isSignInFailed({ code }: Failure): boolean {
  return code === 'sessionSignInFailed';
}

function isRemarkable({ code }: Failure): boolean {
  return code !== 'sessionGone';
}

/** Sessions that are no longer listed cannot be tried again. */
const notToRepeat: readonly ErrorCode[] = ['sessionNotListed'];

function actions(
  failed: readonly Failure[],
  gone: readonly Failure[],
  explain: (failure: Failure) => ErrorMessage,
): readonly MessageAction[] {
  const helpful = new Set(
    [...failed, ...gone.filter(isSignInFailed)].map((failure) => explain(failure).actions[0]?.id),
  );
  const [first] = helpful.size === 1 ? helpful : [];
  const repeatable = failed.some(({ code }) => !notToRepeat.includes(code));
  const ids = new Set([
    ...(first === undefined ? [] : [first]),
    ...(repeatable ? (['tryAgain'] as const) : []),
    ...(failed.length > 0 ? (['showLog'] as const) : []),
  ]);
  return [...ids].map(messageAction);
}

import * as l10n from '@vscode/l10n';
import type { CloseOutcome } from '../core/closeOutcome';
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
  const ended = outcomes.length - outcomes.filter(isUnlisted).length;
  const [only] = outcomes;
  const counts =
    only && outcomes.length === 1
      ? [sentenceForOne(only, sessionOf(only.key))]
      : sentencesForMany(outcomes, sessions);
  const reasons = [...goneReasons(gone, explain), ...failureReasons(failed, explain)];
  return {
    severity: severity(ended, failed, gone),
    text: [...counts, ...reasons].join(' '),
    actions: actions(failed, gone, explain),
  };
}

function isFailed(outcome: CloseOutcome): outcome is Failure {
  return outcome.outcome === 'failed' && !isUnlisted(outcome);
}

/** Somebody else let the session go: there was nothing left to close, so nothing failed. */
function isUnlisted(outcome: CloseOutcome): boolean {
  return outcome.outcome === 'failed' && outcome.code === 'sessionNotListed';
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

function sentenceForOne(only: CloseOutcome, session: WorkbookSession | undefined): string {
  const name = session ? workbookName(session) : l10n.t('Unnamed workbook');
  if (isUnlisted(only)) {
    const { advice } = errorMessage('sessionNotListed');
    return `${l10n.t('The session of “{0}” is no longer on the list.', name)} ${advice}`;
  }
  switch (only.outcome) {
    case 'closed':
      return l10n.t('Closed 1 session of “{0}”.', name);
    case 'alreadyGone':
      return l10n.t('The session of “{0}” was already gone; it is off the list.', name);
    case 'failed':
      return l10n.t('The session of “{0}” was not closed.', name);
    case 'cancelled':
      return l10n.t('The session of “{0}” was left open because you cancelled.', name);
  }
}

function sentencesForMany(
  outcomes: readonly CloseOutcome[],
  sessions: readonly WorkbookSession[],
): readonly string[] {
  const counts = { closed: 0, alreadyGone: 0, failed: 0, cancelled: 0, unlisted: 0 };
  for (const outcome of outcomes) {
    counts[isUnlisted(outcome) ? 'unlisted' : outcome.outcome] += 1;
  }
  const all = outcomes.length;
  return [
    ...sentence(counts.closed, (count) => closedSentence(count, all, sessions)),
    ...sentence(counts.alreadyGone, goneSentence),
    ...sentence(counts.failed, failedSentence),
    ...sentence(counts.cancelled, cancelledSentence),
    ...sentence(counts.unlisted, unlistedSentence),
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
    ? l10n.t('1 session was left open because you cancelled.')
    : l10n.t('{0} sessions were left open because you cancelled.', count);
}

function unlistedSentence(count: number): string {
  return count === 1
    ? l10n.t('1 session is no longer on the list.')
    : l10n.t('{0} sessions are no longer on the list.', count);
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

/** The reason, when all failed for the same one; else each row says its own, where it does. */
function failureReasons(
  failed: readonly Failure[],
  explain: (failure: Failure) => ErrorMessage,
): readonly string[] {
  const words = (failures: readonly Failure[]) => [
    ...new Set(failures.map((failure) => inWords(explain(failure)))),
  ];
  const inRows = words(failed.filter((failure) => !isSignInCancelled(failure)));
  const others = words(failed.filter(isSignInCancelled));
  const reasons =
    inRows.length > 1 ? [l10n.t('The reasons differ: each row says its own.')] : inRows;
  return [...reasons, ...others];
}

/** A row does not remember that the user declined. */
function isSignInCancelled({ code }: Failure): boolean {
  return code === 'signInCancelled';
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

/** How many buttons a message has at most. */
const mostActions = 3;

function actions(
  failed: readonly Failure[],
  gone: readonly Failure[],
  explain: (failure: Failure) => ErrorMessage,
): readonly MessageAction[] {
  const helpful = [...failed, ...gone.filter(isSignInFailed)].map((failure) =>
    explain(failure).actions.map(({ id }) => id),
  );
  const [first = []] = helpful;
  const common = first.filter((id) => helpful.every((ids) => ids.includes(id)));
  const always = failed.length > 0 ? (['tryAgain', 'showLog'] as const) : [];
  return [...new Set([...common, ...always])].slice(0, mostActions).map(messageAction);
}

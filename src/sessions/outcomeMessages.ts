import * as l10n from '@vscode/l10n';
import { defined } from '../base/defined';
import type { CloseOutcome } from '../model/closeOutcome';
import { isCancellation } from '../model/errors';
import { modeOf, type SessionMode, type WorkbookSession } from '../model/workbookSession';
import { errorMessage, type ErrorMessage } from '../messages/errorMessages';
import { messageAction, type MessageAction } from '../messages/messageActions';
import { closeTexts } from './closeTexts';
import type { OutcomeTexts } from './outcomeTexts';
import { workbookName } from './sessionTexts';

/** What became of a command, as one message. */
export interface OutcomeMessage {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly actions: readonly MessageAction[];
}

type Failure = Extract<CloseOutcome, { readonly outcome: 'alreadyGone' | 'failed' }>;

/**
 * A session was opened. It may come as a surprise that it has another mode than was asked for, or that
 * the service may hold a second one.
 */
export function openedMessage(
  session: WorkbookSession,
  persistChanges: boolean,
  isAnotherPossible = false,
): OutcomeMessage {
  const { mode } = session;
  const surprises = [
    ...[surpriseOf(mode, persistChanges)].filter((surprise) => surprise !== undefined),
    ...(isAnotherPossible ? [anotherPossible()] : []),
  ];
  return {
    severity: surprises.length === 0 ? 'info' : 'warning',
    text: [openedText(mode, workbookName(session)), ...surprises].join(' '),
    actions: [],
  };
}

function anotherPossible(): string {
  return l10n.t(
    'The answer before was lost, so another session may be open whose ID nobody knows; it lapses by itself.',
  );
}

function openedText(mode: SessionMode, name: string): string {
  switch (mode) {
    case 'persistent':
      return l10n.t('Opened a persistent session of “{0}”.', name);
    case 'nonPersistent':
      return l10n.t('Opened a non-persistent session of “{0}”.', name);
    case 'unknownMode':
      return l10n.t('Opened a session of “{0}” in an unknown mode.', name);
  }
}

function surpriseOf(mode: SessionMode, persistChanges: boolean): string | undefined {
  if (mode === 'unknownMode') {
    return l10n.t(
      'The service did not say which: if it is non-persistent, edits made in it are lost when it ends.',
    );
  }
  return mode === modeOf(persistChanges)
    ? undefined
    : l10n.t('The service chose this mode; you had asked for the other one.');
}

/** @param sessions as they were before; they give the names */
export function outcomeMessage(
  outcomes: readonly CloseOutcome[],
  sessions: readonly WorkbookSession[],
  words: OutcomeTexts = closeTexts,
): OutcomeMessage {
  const sessionOf = (key: string) => sessions.find((session) => session.key === key);
  const explain = ({ key, code, retryAfterMs, requestId }: Failure) => {
    const accountLabel = sessionOf(key)?.account?.label;
    return errorMessage(code, defined({ retryAfterMs, requestId, accountLabel }));
  };
  const failed = outcomes.filter(isFailed);
  const gone = outcomes.filter(isGone);
  const ended = outcomes.length - outcomes.filter(isUnlisted).length;
  const [only] = outcomes;
  const counts =
    only && outcomes.length === 1
      ? [sentenceForOne(only, sessionOf(only.key), words)]
      : sentencesForMany(outcomes, sessions, words);
  const reasons = [...goneReasons(gone, explain), ...failureReasons(failed, explain, words)];
  const needsCare = gone.some((end) => words.isGoneALoss || isSignInFailed(end));
  // What the user did not want any more is no failure.
  const isWrong = failed.some(({ code }) => !isCancellation(code));
  return {
    severity: isWrong ? severity(ended, failed) : needsCare ? 'warning' : 'info',
    text: [...counts, ...reasons].join(' '),
    actions: actions(failed, gone, explain, words),
  };
}

function isFailed(outcome: CloseOutcome): outcome is Failure {
  return outcome.outcome === 'failed' && !isUnlisted(outcome);
}

/** Somebody else let the session go: there was nothing left to close, so nothing failed. */
function isUnlisted(outcome: CloseOutcome): boolean {
  return outcome.outcome === 'failed' && outcome.code === 'sessionNotListed';
}

/** It may have come about all the same. */
function isUnknown(outcome: CloseOutcome): boolean {
  return outcome.outcome === 'failed' && outcome.code === 'outcomeUnknown';
}

function isGone(outcome: CloseOutcome): outcome is Failure {
  return outcome.outcome === 'alreadyGone';
}

function severity(count: number, failed: readonly Failure[]): OutcomeMessage['severity'] {
  return failed.length === count ? 'error' : 'warning';
}

function sentenceForOne(
  only: CloseOutcome,
  session: WorkbookSession | undefined,
  words: OutcomeTexts,
): string {
  const name = session ? workbookName(session) : l10n.t('Unnamed workbook');
  if (isUnlisted(only)) {
    const { advice } = errorMessage('sessionNotListed');
    return `${l10n.t('The session of “{0}” is no longer on the list.', name)} ${advice}`;
  }
  return words.one(isUnknown(only) ? 'unknown' : only.outcome, name);
}

function sentencesForMany(
  outcomes: readonly CloseOutcome[],
  sessions: readonly WorkbookSession[],
  words: OutcomeTexts,
): readonly string[] {
  const counts = { closed: 0, alreadyGone: 0, failed: 0, unknown: 0, cancelled: 0, unlisted: 0 };
  for (const outcome of outcomes) {
    counts[countedAs(outcome)] += 1;
  }
  const failed = outcomes.filter(isFailed);
  const [name, ...others] = new Set(sessions.map(workbookName));
  const onlyName = others.length > 0 ? undefined : name;
  return [
    ...sentence(counts.closed, (count) => words.done(count, outcomes.length, onlyName)),
    ...sentence(counts.alreadyGone, words.gone),
    ...sentence(counts.failed, (count) =>
      words.failed(
        count,
        namesOf(
          failed.filter((one) => !isUnknown(one)),
          sessions,
        ),
      ),
    ),
    ...sentence(counts.unknown, words.unknown),
    ...sentence(counts.cancelled, words.cancelled),
    ...sentence(counts.unlisted, unlistedSentence),
  ];
}

function countedAs(outcome: CloseOutcome): CloseOutcome['outcome'] | 'unknown' | 'unlisted' {
  return isUnlisted(outcome) ? 'unlisted' : isUnknown(outcome) ? 'unknown' : outcome.outcome;
}

/** How many workbooks of failed sessions are named. */
const mostNamed = 3;

/** Which workbooks failed, where that is not all of them. */
function namesOf(
  failed: readonly Failure[],
  sessions: readonly WorkbookSession[],
): string | undefined {
  const keys = new Set(failed.map(({ key }) => key));
  const names = new Set(sessions.filter(({ key }) => keys.has(key)).map(workbookName));
  if (names.size === 0 || names.size === new Set(sessions.map(workbookName)).size) {
    return undefined;
  }
  const named = [...names].slice(0, mostNamed).map((name) => `“${name}”`);
  return [...named, ...(names.size > mostNamed ? ['…'] : [])].join(', ');
}

function sentence(count: number, words: (count: number) => string): readonly string[] {
  return count === 0 ? [] : [words(count)];
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
  { differing }: OutcomeTexts,
): readonly string[] {
  const words = (failures: readonly Failure[]) => [
    ...new Set(failures.map((failure) => inWords(explain(failure)))),
  ];
  const inRows = words(failed.filter((failure) => !isSignInCancelled(failure)));
  const others = words(failed.filter(isSignInCancelled));
  const reasons = inRows.length > 1 ? [differing()] : inRows;
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
  { isGoneALoss }: OutcomeTexts,
): readonly MessageAction[] {
  const helpful = [...failed, ...gone.filter(isSignInFailed)].map(
    (failure) => explain(failure).actions,
  );
  const [first = []] = helpful;
  // A button that names an account helps those of that account alone.
  const common = first.filter(({ label }) =>
    helpful.every((actions) => actions.some((action) => action.label === label)),
  );
  const again = isGoneALoss && gone.length > 0 ? (['createAgain'] as const) : [];
  const always = failed.length > 0 ? (['tryAgain', 'showLog'] as const) : [];
  const others = [...again, ...always].filter((id) => common.every((action) => action.id !== id));
  return [...common, ...others.map((id) => messageAction(id))].slice(0, mostActions);
}

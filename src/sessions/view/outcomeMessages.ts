import * as l10n from '@vscode/l10n';
import { defined } from '../../base/defined';
import type { CloseOutcome, RefreshOutcome } from '../../model/closeOutcome';
import { isCancellation } from '../../model/errors';
import { modeOf, type SessionMode, type WorkbookSession } from '../../model/workbookSession';
import { errorMessage, type ErrorMessage } from '../../messages/errorMessages';
import { messageAction, type MessageAction } from '../../messages/messageActions';
import { kindOf, type OutcomeKind, type OutcomeTexts } from './outcomeTexts';
import { workbookName } from './sessionTexts';

/** The outcome of a command, as one message. */
export interface OutcomeMessage {
  readonly severity: 'info' | 'warning' | 'error';
  readonly text: string;
  readonly actions: readonly MessageAction[];
}

type Outcome = CloseOutcome | RefreshOutcome;
/** An outcome that has a reason. */
type UnsuccessfulOutcome = Extract<
  Outcome,
  { readonly outcome: 'alreadyGone' | 'gone' | 'failed' }
>;
type Explain = (failure: UnsuccessfulOutcome) => ErrorMessage;

/**
 * The message after a session was opened. It warns when the session has another mode than requested, and
 * when the service may hold a second session.
 */
export function openedMessage(
  session: WorkbookSession,
  persistChanges: boolean,
  isAnotherPossible = false,
): OutcomeMessage {
  const { mode } = session;
  const warnings = [
    modeWarning(mode, persistChanges),
    isAnotherPossible ? secondSessionWarning() : undefined,
  ].filter((warning) => warning !== undefined);
  return {
    severity: warnings.length === 0 ? 'info' : 'warning',
    text: [openedText(mode, workbookName(session)), ...warnings].join(' '),
    actions: [],
  };
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

function modeWarning(mode: SessionMode, persistChanges: boolean): string | undefined {
  if (mode === 'unknownMode') {
    return l10n.t(
      'The service did not report the mode. If the session is non-persistent, edits made in it are lost when it ends.',
    );
  }
  return mode === modeOf(persistChanges)
    ? undefined
    : l10n.t('The service chose this mode, although you asked for the other one.');
}

function secondSessionWarning(): string {
  return l10n.t(
    'The answer to an earlier attempt was lost, so a second session may be open. Nobody knows its ID. It expires by itself.',
  );
}

/**
 * The message after sessions were closed or refreshed.
 * @param sessions as they were before; they give the names
 */
export function outcomeMessage(
  texts: OutcomeTexts,
  outcomes: readonly Outcome[],
  sessions: readonly WorkbookSession[],
): OutcomeMessage {
  const byKey = new Map(sessions.map((session) => [session.key, session]));
  const sessionOf = (key: string) => byKey.get(key);
  const explain: Explain = ({ key, code, retryAfterMs, requestId }) => {
    const accountLabel = sessionOf(key)?.account?.label;
    return errorMessage(code, defined({ retryAfterMs, requestId, accountLabel }));
  };
  const failed = outcomes.filter(isFailed);
  const gone = outcomes.filter(isGone);
  const [only] = outcomes;
  const counts =
    only && outcomes.length === 1
      ? [sentenceForOne(kindOf(only), sessionOf(only.key), texts)]
      : sentencesForMany(outcomes, sessions, texts);
  const reasons = [...goneReasons(gone, explain), ...failureReasons(failed, explain, texts)];
  return {
    severity: severityOf(outcomes, texts),
    text: [...counts, ...reasons].join(' '),
    actions: actionsFor(failed, gone, explain, texts),
  };
}

/** The outcomes as one line of the log: counts and error codes, and no name. */
export function outcomeLine(what: 'Closing' | 'Refreshing', outcomes: readonly Outcome[]): string {
  const counts = new Map<string, number>();
  for (const outcome of outcomes) {
    const end = logText(outcome);
    counts.set(end, (counts.get(end) ?? 0) + 1);
  }
  const sessions = outcomes.length === 1 ? '1 session' : `${outcomes.length} sessions`;
  const ends = [...counts].map(([end, count]) => `${count} ${end}`);
  return `${what} ${sessions}: ${ends.join(', ')}.`;
}

function logText(one: Outcome): string {
  const text = one.outcome === 'alreadyGone' ? 'already gone' : one.outcome;
  return 'code' in one ? `${text} (${one.code})` : text;
}

function isFailed(outcome: Outcome): outcome is UnsuccessfulOutcome {
  const kind = kindOf(outcome);
  return kind === 'failed' || kind === 'unknown';
}

function isGone(outcome: Outcome): outcome is UnsuccessfulOutcome {
  return kindOf(outcome) === 'gone';
}

function isSignInFailed({ code }: UnsuccessfulOutcome): boolean {
  return code === 'sessionSignInFailed';
}

function severityOf(
  outcomes: readonly Outcome[],
  { isGoneALoss }: OutcomeTexts,
): OutcomeMessage['severity'] {
  const failed = outcomes.filter(isFailed);
  // A command that the user cancelled has not failed.
  if (failed.some(({ code }) => !isCancellation(code))) {
    const listed = outcomes.filter((outcome) => kindOf(outcome) !== 'unlisted');
    return failed.length === listed.length ? 'error' : 'warning';
  }
  return outcomes.filter(isGone).some((gone) => isGoneALoss || isSignInFailed(gone))
    ? 'warning'
    : 'info';
}

function sentenceForOne(
  kind: OutcomeKind,
  session: WorkbookSession | undefined,
  texts: OutcomeTexts,
): string {
  const name = session ? workbookName(session) : l10n.t('Unnamed workbook');
  if (kind !== 'unlisted') {
    return texts.one(kind, name);
  }
  const { advice } = errorMessage('sessionNotListed');
  return `${l10n.t('The session of “{0}” is no longer on the list.', name)} ${advice}`;
}

function sentencesForMany(
  outcomes: readonly Outcome[],
  sessions: readonly WorkbookSession[],
  texts: OutcomeTexts,
): readonly string[] {
  const keysOf = (kind: OutcomeKind) =>
    outcomes.filter((outcome) => kindOf(outcome) === kind).map(({ key }) => key);
  const sentence = (kind: OutcomeKind, textOf: (count: number) => string) => {
    const { length } = keysOf(kind);
    return length === 0 ? [] : [textOf(length)];
  };
  const [name, ...others] = new Set(sessions.map(workbookName));
  const onlyName = others.length > 0 ? undefined : name;
  return [
    ...sentence('done', (count) => texts.done(count, outcomes.length, onlyName)),
    ...sentence('gone', texts.gone),
    ...sentence('failed', (count) =>
      texts.failed(count, namesOf(new Set(keysOf('failed')), sessions)),
    ),
    ...sentence('unknown', texts.unknown),
    ...sentence('cancelled', texts.cancelled),
    ...sentence('unlisted', unlistedText),
  ];
}

/** How many workbooks of failed sessions are named. */
const mostNamed = 3;

/** The workbooks of these sessions, unless they are the workbooks of all sessions. */
function namesOf(
  keys: ReadonlySet<string>,
  sessions: readonly WorkbookSession[],
): string | undefined {
  const names = new Set(sessions.filter(({ key }) => keys.has(key)).map(workbookName));
  if (names.size === 0 || names.size === new Set(sessions.map(workbookName)).size) {
    return undefined;
  }
  const named = [...names].slice(0, mostNamed).map((name) => `“${name}”`);
  return [...named, ...(names.size > mostNamed ? ['…'] : [])].join(', ');
}

function unlistedText(count: number): string {
  return count === 1
    ? l10n.t('1 session is no longer on the list.')
    : l10n.t('{0} sessions are no longer on the list.', count);
}

/** A session that has ended needs no reason, but a failed sign-in will stop the next session too. */
function goneReasons(gone: readonly UnsuccessfulOutcome[], explain: Explain): readonly string[] {
  const isUnusual = ({ code }: UnsuccessfulOutcome) => code !== 'sessionGone';
  const explained =
    gone.find(isSignInFailed) ?? (gone.length === 1 ? gone.find(isUnusual) : undefined);
  return explained ? [sentencesOf(explain(explained))] : [];
}

/** The reason if all failures have the same one; otherwise where to find the reasons. */
function failureReasons(
  failed: readonly UnsuccessfulOutcome[],
  explain: Explain,
  { differing }: OutcomeTexts,
): readonly string[] {
  const reasonsOf = (failures: readonly UnsuccessfulOutcome[]) => [
    ...new Set(failures.map((failure) => sentencesOf(explain(failure)))),
  ];
  // A row doesn't remember a cancelled sign-in, so the message always says it.
  const isSignInCancelled = ({ code }: UnsuccessfulOutcome) => code === 'signInCancelled';
  const inRows = reasonsOf(failed.filter((failure) => !isSignInCancelled(failure)));
  const others = reasonsOf(failed.filter(isSignInCancelled));
  return [...(inRows.length > 1 ? [differing()] : inRows), ...others];
}

function sentencesOf({ what, advice }: ErrorMessage): string {
  return `${what} ${advice}`;
}

/** How many buttons a message has at most. */
const mostActions = 3;

function actionsFor(
  failed: readonly UnsuccessfulOutcome[],
  gone: readonly UnsuccessfulOutcome[],
  explain: Explain,
  { isGoneALoss }: OutcomeTexts,
): readonly MessageAction[] {
  const helpful = [...failed, ...gone.filter(isSignInFailed)].map(
    (failure) => explain(failure).actions,
  );
  const [first = []] = helpful;
  // A button that names an account helps only the sessions of that account.
  const common = first.filter(({ label }) =>
    helpful.every((actions) => actions.some((action) => action.label === label)),
  );
  const again = isGoneALoss && gone.length > 0 ? (['createAgain'] as const) : [];
  const always = failed.length > 0 ? (['tryAgain', 'showLog'] as const) : [];
  const others = [...again, ...always].filter((id) => common.every((action) => action.id !== id));
  return [...common, ...others.map((id) => messageAction(id))].slice(0, mostActions);
}

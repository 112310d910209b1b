import * as l10n from '@vscode/l10n';
import { array, minLength, pipe, string } from 'valibot';
import { defined } from '../base/defined';
import { ifValid, jsonObject, nonEmptyText, readAs } from '../base/schema';
import { errorMessage } from '../messages/errorMessages';
import type { CloseOutcome, RefreshOutcome } from '../model/closeOutcome';
import { isCancellation } from '../model/errors';
import type { WorkbookSession } from '../model/workbookSession';
import { closeConfirmation, closeWarnings } from '../sessions/view/confirmations';
import { sessionFacts } from '../sessions/view/sessionFacts';
import {
  failureFacts,
  needsAttention,
  sessionDetails,
  workbookName,
} from '../sessions/view/sessionTexts';

/** How many sessions one answer lists at most, so that it leaves room in the model's context. */
const mostListed = 100;

/** How many sessions the question before a close names at most. */
const mostNamed = 20;

const listQuery = jsonObject({ contains: ifValid(string()) });
const keyList = jsonObject({ keys: pipe(array(nonEmptyText), minLength(1)) });

/** The input of a tool doesn't fit. The message is for the model. */
export class ToolInputError extends Error {}

/** The keys that the model gave, each once. @throws ToolInputError */
export function keysOfInput(input: unknown): readonly string[] {
  const read = readAs(keyList, input);
  if (!read) {
    throw new ToolInputError(
      'The input must be {"keys": ["…"]} with at least one key from list_workbook_sessions.',
    );
  }
  return [...new Set(read.keys)];
}

/**
 * The list, those first that need attention. Names and labels come from other people's files, so they are
 * inside JSON strings and nowhere else.
 */
export function listAnswer(
  sessions: readonly WorkbookSession[],
  input: unknown,
  now: number,
): string {
  const part = (readAs(listQuery, input)?.contains ?? '').toLowerCase();
  const found = sessions.filter(
    ({ workbookName, label = '' }) =>
      workbookName.toLowerCase().includes(part) || label.toLowerCase().includes(part),
  );
  const isUrgent = (session: WorkbookSession) => needsAttention(session, now);
  const ordered = [...found.filter(isUrgent), ...found.filter((session) => !isUrgent(session))];
  const shown = ordered.slice(0, mostListed);
  return answer({
    sessions: shown.map((session) => ({ key: session.key, ...sessionFacts(session, now) })),
    notShown: found.length - shown.length || undefined,
    note: noteOfList(found.length, shown.length, sessions.length),
  });
}

function noteOfList(found: number, shown: number, all: number): string | undefined {
  if (all === 0) {
    return 'No session is listed. Others may be open: Microsoft Graph cannot list sessions. The user can add one with the command "Workbook Sessions: Add Existing Session…".';
  }
  if (found === 0) {
    return `None of the ${all} listed sessions contains that text in its workbook's name or label.`;
  }
  return shown < found ? 'Use "contains" to see the others.' : undefined;
}

/** How the sessions ended that the model asked to close or refresh. */
export function outcomesAnswer(
  keys: readonly string[],
  before: readonly WorkbookSession[],
  outcomes: readonly (CloseOutcome | RefreshOutcome)[],
): string {
  const sessionOf = new Map(before.map((session) => [session.key, session]));
  const outcomeOf = new Map(outcomes.map((outcome) => [outcome.key, outcome]));
  const lines = keys.map((key) => outcomeLine(key, sessionOf.get(key), outcomeOf.get(key)));
  const hasFailed = lines.some(({ outcome }) => outcome === 'failed');
  return answer({
    outcomes: lines,
    note: hasFailed
      ? 'A session that failed stays listed. Tell the user the reason and the advice. Call the tool again only if the advice is to wait or try again.'
      : undefined,
  });
}

/** The answer if the user doesn't want the sessions to be closed. */
export function refusedAnswer(keys: readonly string[]): string {
  return answer({
    outcomes: keys.map((key) => ({ key, outcome: 'cancelled' })),
    note: 'The user was asked and said no, so no session was closed. Call this tool again only if the user asks for it.',
  });
}

/** What VS Code asks the user before an assistant closes these sessions. */
export function closeQuestion(sessions: readonly WorkbookSession[], now: number) {
  const named = sessions
    .slice(0, mostNamed)
    .map((session) => `${workbookName(session)}: ${sessionDetails(session, now).join(', ')}`);
  const others = sessions.length - named.length;
  const more = others === 0 ? [] : [l10n.t('And {0} more.', others)];
  return {
    title: closeConfirmation(sessions).question,
    message: [...named, ...more, ...closeWarnings(sessions)].join('\n\n'),
  };
}

function outcomeLine(
  key: string,
  session: WorkbookSession | undefined,
  outcome: CloseOutcome | RefreshOutcome | undefined,
) {
  const isUnlisted = outcome && 'code' in outcome && outcome.code === 'sessionNotListed';
  if (!session || !outcome || isUnlisted) {
    return {
      ...{ key, outcome: 'notListed' },
      advice: 'Call list_workbook_sessions for the current keys.',
    };
  }
  const named = { key, workbook: session.workbookName, outcome: outcome.outcome };
  if (!('code' in outcome) || isCancellation(outcome.code)) {
    return named;
  }
  const { code, retryAfterMs } = outcome;
  const facts = { ...failureFacts(session), ...defined({ retryAfterMs }) };
  const { what, advice } = errorMessage(code, facts);
  return { ...named, code, reason: what, advice };
}

function answer(value: unknown): string {
  return JSON.stringify(value);
}

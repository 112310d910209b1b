import { isSameTarget, type GraphTarget, type SessionMode } from '../model/workbookSession';
import { longestText, type FoundSession } from './foundSession';
import { sessionIdsIn, type SessionIdMark } from './sessionIdsInText';
import {
  bySize,
  surroundingsOf,
  type Exchange,
  type Mark,
  type Part,
  type Surroundings,
} from './textParts';
import { preparedText } from './textPreparation';
import { ValuesInText, type ValueMark } from './valuesInText';
import {
  originsIn,
  workbookReader,
  workbookUrlsIn,
  type NamedWorkbook,
  type WorkbookUrlMark,
} from './workbookUrlsInText';

/** The most sessions that are taken from one text. */
export const mostFoundSessions = 1000;

/**
 * Finds the workbook sessions in any text: commands for curl and PowerShell, `.http` files, HTTP dumps,
 * logs, HAR, code. The workbook of a session is the one that is named in the smallest part of the text
 * around its id: between the same brackets, on the same line, in the same request; at last in the whole
 * text. Where that part names several workbooks, a person has to say. Access tokens are removed before
 * anything is read. Never throws; takes time in proportion to the length of the text.
 */
export function findSessions(given: string, current: GraphTarget): readonly FoundSession[] {
  const text = preparedText(given.slice(0, longestText));
  const ids = sessionIdsIn(text);
  const sessions = new Map<string, readonly FoundSession[]>();
  for (const session of ids.length === 0 ? [] : sessionsOf(text, ids, current)) {
    const { sessionId } = session;
    sessions.set(sessionId, withSession(sessions.get(sessionId) ?? [], session));
  }
  return [...sessions.values()].flat().slice(0, mostFoundSessions);
}

/** Adds what one more place says: one session for each Graph; the last word counts. */
function withSession(
  known: readonly FoundSession[],
  session: FoundSession,
): readonly FoundSession[] {
  const { workbook } = session;
  const same = known.find(
    (one) => !one.workbook || !workbook || isSameTarget(one.workbook.target, workbook.target),
  );
  const mode = session.mode === 'unknownMode' ? (same?.mode ?? session.mode) : session.mode;
  const isClosedInText = session.isClosedInText || (same?.isClosedInText ?? false);
  const all = { ...same, ...session, mode, isClosedInText };
  return same ? known.map((one) => (one === same ? all : one)) : [...known, all];
}

interface NamedWorkbookMark extends ValueMark<NamedWorkbook> {
  readonly action: string | undefined;
}

/** What a text says of workbooks, requests and answers, each at its place. */
interface Facts {
  readonly everywhere: Part;
  readonly workbooks: ValuesInText<NamedWorkbook>;
  readonly actions: ValuesInText<string>;
  readonly sessionIds: ValuesInText<string>;
  /** Signs that a request was answered. */
  readonly answers: ValuesInText<number | string>;
  readonly statuses: ValuesInText<number>;
  readonly modes: ValuesInText<SessionMode>;
  readonly times: ValuesInText<number>;
}

const mode = /persistChanges\\{0,9}["']?\s{0,99}[:=]\s{0,99}\\{0,9}["']?\$?(true|false)/gi;
/** A status, or Graph's error body where the status is not shown. */
const status =
  /(?:\bHTTP\/[\d.]{1,9}\\{0,9}["']?\s|status(?:[_ -]?code)?\\{0,9}["']?\s?[:=]?\s?|<--\s|[-=]>\s|→\s|responded\s)(\d{3})(?![\w.:/-])|["']error\\{0,9}["']\s{0,99}:\s{0,99}\{/gi;
/** Without a zone, nobody knows when it was. */
const time =
  /\b\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)(?!\w)|\b[A-Z][a-z]{2}, \d\d [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d GMT\b/g;

/** A session for each place of an id, with what the text around it says. */
function sessionsOf(
  text: string,
  ids: readonly SessionIdMark[],
  current: GraphTarget,
): readonly FoundSession[] {
  const urls = workbookUrlsIn(text);
  const around = surroundingsOf(text, [...ids, ...urls]);
  const facts = factsIn(text, ids, workbooksAt(urls, around, originsIn(text), current));
  return ids.flatMap((id) => sessionAt(id, around(id), facts));
}

function workbooksAt(
  urls: readonly WorkbookUrlMark[],
  around: (mark: Mark) => Surroundings,
  origins: ValuesInText<string>,
  current: GraphTarget,
): readonly NamedWorkbookMark[] {
  const read = workbookReader(current);
  /** A path belongs to the host of its request. Where several are named, it belongs to none that is known. */
  const originOf = (mark: WorkbookUrlMark) => {
    const { near, head } = around(mark);
    const parts = mark.url.startsWith('/') ? bySize([...near, head]) : [];
    const isNamed = parts.some((part) => origins.in(part).length > 0);
    return isNamed ? (origins.onlyInFirst(parts) ?? 'unknown://') : '';
  };
  return urls.flatMap((mark) => {
    const { at, url, action } = mark;
    const value = read(`${originOf(mark)}${url}`);
    // The URL of anything else has no call on a workbook in it.
    return value === 'unknown' && action === undefined ? [] : [{ at, value, action }];
  });
}

function factsIn(
  text: string,
  ids: readonly SessionIdMark[],
  workbooks: readonly NamedWorkbookMark[],
): Facts {
  const idOf = ({ at, sessionId: value }: SessionIdMark) => ({ at, value });
  const statuses = valuesIn(text, status, ([, code]) => Number(code ?? 400));
  const isAnswer = ({ source }: SessionIdMark) => source === 'answer';
  return {
    everywhere: { start: 0, end: text.length },
    workbooks: new ValuesInText(workbooks),
    actions: new ValuesInText(
      workbooks.flatMap(({ at, action }) => (action === undefined ? [] : [{ at, value: action }])),
    ),
    sessionIds: new ValuesInText(ids.map(idOf)),
    statuses: new ValuesInText(statuses),
    answers: new ValuesInText<number | string>([...statuses, ...ids.filter(isAnswer).map(idOf)]),
    modes: new ValuesInText(
      valuesIn(text, mode, ([, isPersistent]) =>
        isPersistent?.toLowerCase() === 'true' ? 'persistent' : 'nonPersistent',
      ),
    ),
    times: new ValuesInText(valuesIn(text, time, ([when]) => Date.parse(when))),
  };
}

function valuesIn<T>(
  text: string,
  pattern: RegExp,
  read: (match: RegExpExecArray) => T,
): readonly ValueMark<T>[] {
  return Array.from(text.matchAll(pattern), (match) => ({ at: match.index, value: read(match) }));
}

/** What the text says at one place of an id; nothing when it is the `id` of something else. */
function sessionAt(
  { sessionId, source, isCertain }: SessionIdMark,
  { near, head, exchange }: Surroundings,
  facts: Facts,
): readonly FoundSession[] {
  const wider = isOneToOne(exchange, facts) ? [exchange] : [];
  const requests: Readonly<Record<SessionIdMark['source'], readonly Part[]>> = {
    header: exchange.isCommand ? [] : [head],
    answer: wider.filter((part) => facts.actions.only(part) === 'createsession'),
    // Where an id is only mentioned, nobody knows whether the request beside it is its own.
    mention: [],
  };
  const parts = bySize([...near, ...requests[source]]);
  const workbook = facts.workbooks.onlyInFirst([...parts, facts.everywhere]);
  const session: FoundSession = {
    sessionId,
    ...(workbook !== 'unknown' && workbook && { workbook }),
    ...(source === 'answer' ? answeredFacts(parts, facts) : { mode: 'unknownMode' }),
    isClosedInText: bySize([...near, ...wider]).some((part) => isClose(part, sessionId, facts)),
  };
  // Anything has an `id`: one that is unlike a session's is one only beside a mode.
  return isCertain || session.mode !== 'unknownMode' ? [session] : [];
}

/** True when all that stands in an exchange is of one session, and no earlier request waits for its answer. */
function isOneToOne(exchange: Exchange, { actions, answers, sessionIds }: Facts): boolean {
  const { before } = exchange;
  const isWaiting = before && actions.in(before).length > 0 && answers.in(before).length === 0;
  return !isWaiting && sessionIds.only(exchange) !== undefined;
}

/** The mode and the time in an answer. Of several sessions, nobody knows whose they are. */
function answeredFacts(
  parts: readonly Part[],
  { sessionIds, modes, times }: Facts,
): Pick<FoundSession, 'mode' | 'createdAt'> {
  const own = parts.filter((part) => sessionIds.only(part) !== undefined);
  const createdAt = times.onlyInFirst(own);
  const mode = modes.onlyInFirst(own) ?? 'unknownMode';
  return { mode, ...(createdAt !== undefined && { createdAt }) };
}

/** True for a part that shows that the session was closed with success. */
function isClose(part: Part, sessionId: string, { actions, statuses, sessionIds }: Facts): boolean {
  return (
    actions.only(part) === 'closesession' &&
    statuses.only(part) === 204 &&
    sessionIds.only(part) === sessionId
  );
}

import { defined } from '../base/defined';
import { isSameTarget, workbookKey, type GraphTarget } from '../model/workbookSession';
import { longestText, type FoundSession } from './foundSession';
import { readWholeWorkbook } from './pastedSession';
import * as marks from './textMarks';
import { blocksAround, partAt, partsOf, ValueIndex, valuesIn, type Part } from './textParts';
import { preparedText } from './textPreparation';

/** The most sessions that are taken from one text. */
export const mostFoundSessions = 1000;

/**
 * Finds the workbook sessions in any text: commands for curl and PowerShell, `.http` files, HTTP dumps,
 * logs, HAR, code. The workbook of a session is the one in the smallest part of the text around its ID:
 * between the same brackets, on the same line, in the same request, or in the whole text. If that part
 * names several workbooks, the user is asked. Access tokens are removed first. Never throws. Takes time in
 * proportion to the length of the text.
 */
export function findSessions(input: string, current: GraphTarget): readonly FoundSession[] {
  return findPlacedSessions(input, current).map(({ session }) => session);
}

/** A session, and where a text has its ID in a header or in an answer to createSession. */
export interface PlacedSession {
  readonly session: FoundSession;
  /** Offsets of the ID, or of the variable that stands for it. */
  readonly places: readonly number[];
}

/** The same sessions with their places. */
export function findPlacedSessions(input: string, current: GraphTarget): readonly PlacedSession[] {
  const prepared = preparedText(input.slice(0, longestText));
  const { text } = prepared;
  const ids = marks.sessionIdsIn(text);
  const facts = ids.length > 0 ? factsIn(text, ids, current) : undefined;
  const sessions = new Map<string, SessionInProgress[]>();
  for (const id of ids) {
    for (const session of facts ? sessionAt(id, facts) : []) {
      const known = sessions.get(session.sessionId) ?? [];
      sessions.set(session.sessionId, known);
      const place = id.source === 'mention' ? [] : [prepared.originOf(id.at)];
      merged(known, session).places.push(...place);
    }
  }
  return [...sessions.values()].flat().slice(0, mostFoundSessions);
}

interface SessionInProgress {
  session: FoundSession;
  readonly places: number[];
}

/** Adds what one more place says. An ID is one session for each Graph, and its last workbook counts. */
function merged(known: SessionInProgress[], added: FoundSession): SessionInProgress {
  const { workbook } = added;
  const same = known.find(
    ({ session: { workbook: other } }) =>
      !other || !workbook || isSameTarget(other.target, workbook.target),
  );
  if (!same) {
    const first = { session: added, places: [] };
    known.push(first);
    return first;
  }
  const mode = added.mode === 'unknownMode' ? same.session.mode : added.mode;
  const isClosedInText = added.isClosedInText || same.session.isClosedInText;
  same.session = { ...same.session, ...added, mode, isClosedInText };
  return same;
}

/** What a text says, each thing at its place. */
type Facts = ReturnType<typeof factsIn>;

function factsIn(text: string, ids: readonly marks.SessionIdMark[], current: GraphTarget) {
  const urls = marks.workbookUrlsIn(text);
  const blocks = blocksAround(text, [...ids, ...urls]);
  const blocksOf = (mark: Part) => blocks.get(mark) ?? [];
  const heads = partsOf(text, marks.command, marks.request, marks.headEnd);
  // A command is whole in its line. What follows is its output.
  const headOf = ({ at }: Part) =>
    partAt(heads, at).filter(({ begin }) => !marks.command.test(begin));
  const origins = new ValueIndex(marks.originsIn(text));
  const workbooks = urls.flatMap((mark) => {
    // A path belongs to the host of its request. If that names several hosts, its host is unknown.
    const hostParts = mark.url.startsWith('/') ? [...blocksOf(mark), ...headOf(mark)] : [];
    const [origin = '', other] = origins.in(...hostParts);
    const url = `${other === undefined ? origin : 'unknown://'}${mark.url}`;
    const value = { workbook: readWholeWorkbook(url, current) };
    // A URL without a call on a workbook may be of anything.
    return value.workbook || mark.action !== undefined ? [{ ...mark, value }] : [];
  });
  const actions = new ValueIndex(
    workbooks.flatMap(({ at, action: value }) => (value === undefined ? [] : [{ at, value }])),
  );
  const statuses = valuesIn(text, marks.status, ([, code]) => Number(code ?? 400));
  const answers = {
    // A status answers createSession only if no session ID follows it.
    create: new ValueIndex<unknown>([
      ...ids.filter(({ source }) => source === 'answer'),
      ...statuses.filter(({ value }) => value === 202 || value >= 400),
    ]),
    other: new ValueIndex(statuses),
  };
  return {
    actions,
    statuses: answers.other,
    exchanges: exchangesIn(text, actions, answers),
    ids: new ValueIndex(ids),
    workbooks: new ValueIndex(workbooks, ({ workbook }) => workbook && workbookKey(workbook)),
    modes: new ValueIndex(marks.modesIn(text)),
    times: new ValueIndex(valuesIn(text, marks.time, ([when]) => Date.parse(when))),
    blocksOf,
    headOf,
    everywhere: { at: 0, end: text.length },
  };
}

type Answers = Readonly<Record<'create' | 'other', ValueIndex<unknown>>>;

/** The requests in a text, each with everything up to the next one, so also with its answer. */
function exchangesIn(text: string, actions: ValueIndex<string>, answers: Answers) {
  const waiting = new Set<keyof Answers>();
  return partsOf(text, marks.command, marks.request).map((part) => {
    const kind = actions.only(part) === 'createsession' ? 'create' : 'other';
    const isCommand = marks.command.test(part.begin);
    // The answer to an earlier request may come late.
    const isSure = isCommand || !waiting.has(kind);
    if (isCommand) {
      waiting.clear();
    } else if (actions.in(part).length > 0 && answers[kind].in(part).length === 0) {
      waiting.add(kind);
    }
    return { ...part, isSure };
  });
}

/** What a text says at one place of an ID; nothing if the ID is the `id` of something else. */
function sessionAt(id: marks.SessionIdMark, facts: Facts): readonly FoundSession[] {
  const { value: sessionId, source, isCertain } = id;
  const isOfOne = (part: Part) => facts.ids.only(part) !== undefined;
  const blocks = facts.blocksOf(id);
  const exchange = partAt(facts.exchanges, id.at).filter((part) => part.isSure && isOfOne(part));
  const requests = {
    header: facts.headOf(id),
    answer: exchange.filter((part) => facts.actions.only(part) === 'createsession'),
    // An ID that is only mentioned may have nothing to do with the request beside it.
    mention: [],
  };
  const parts = [...blocks, ...requests[source]];
  // Only an answer says the mode and the time of its session.
  const own = source === 'answer' ? parts.filter(isOfOne) : [];
  const session = {
    sessionId,
    mode: facts.modes.only(...own) ?? 'unknownMode',
    isClosedInText: [...blocks.filter(isOfOne), ...exchange].some(
      (part) => facts.actions.only(part) === 'closesession' && facts.statuses.only(part) === 204,
    ),
    ...defined({
      workbook: facts.workbooks.only(...parts, facts.everywhere)?.workbook,
      createdAt: facts.times.only(...own),
    }),
  };
  return isCertain || session.mode !== 'unknownMode' ? [session] : [];
}

import assert from 'node:assert/strict';
import type { FoundSession } from '../../../src/import/foundSession';
import { lensesOfLine, untracked, type KnownSessions } from '../../../src/import/sessionLenses';
import { addressOfIds } from '../../../src/model/workbook';
import type { SessionEnd } from '../../../src/model/closeOutcome';
import type { WorkbookSession } from '../../../src/model/workbookSession';
import { aSandbox, aWorkbookSession, globalGraph, someTime } from '../../builders';

const minute = 60_000;
const idOf = (letter: string) =>
  `cluster=PUS7&session=15&usid=${letter.repeat(8)}-0000-4000-8000-000000000000`;
const found = (letter: string, change: Partial<FoundSession> = {}): FoundSession => ({
  sessionId: idOf(letter),
  workbook: {
    target: globalGraph,
    address: addressOfIds({ driveId: 'b!d', itemId: '01A' }),
    name: '',
  },
  mode: 'unknownMode',
  isClosedInText: false,
  ...change,
});
const a = found('a');
const b = found('b');
const nothing: KnownSessions = { listed: () => undefined, ended: [] };
const listing = (...pairs: readonly (readonly [FoundSession, WorkbookSession])[]) => ({
  listed: (one: FoundSession) => new Map(pairs).get(one),
  ended: [],
});
const titles = (sessions: readonly FoundSession[], known: KnownSessions) =>
  lensesOfLine(sessions, known, someTime).map(({ kind, title }) => `${kind}: ${title}`);

describe('The lenses above a line', () => {
  it('are none without a session', () => {
    assert.deepEqual(titles([], nothing), []);
  });

  it('track or close a session that is not listed', () => {
    assert.deepEqual(titles([a], nothing), ['track: Track Session', 'close: Close Session']);
  });

  it('say how much time a listed session has left, and close it', () => {
    const session = aWorkbookSession({ status: 'open', expiresAt: someTime + 4 * minute });
    assert.deepEqual(titles([a], listing([a, session])), [
      'text: about 4 minutes left',
      'close: Close Session',
    ]);
  });

  it('do not close a session that is being closed', () => {
    const session = aWorkbookSession({ status: 'closing' });
    assert.deepEqual(titles([a], listing([a, session])), ['text: closing…']);
  });

  it('are none for a session that the text shows as closed', () => {
    assert.deepEqual(titles([{ ...a, isClosedInText: true }], nothing), []);
  });

  const closed: SessionEnd = { key: 'key', outcome: 'closed' };
  const endedAs = (end: SessionEnd, change: Partial<WorkbookSession> = {}) => ({
    listed: () => undefined,
    ended: [
      {
        session: aWorkbookSession({ shortId: 'aaaaaaaa', target: globalGraph, ...change }),
        end,
      },
    ],
  });

  it('say how a session ended in this window', () => {
    assert.deepEqual(titles([a], endedAs(closed)), ['text: closed']);
    assert.deepEqual(
      titles([a], endedAs({ key: 'key', outcome: 'alreadyGone', code: 'sessionGone' })),
      ['text: already ended'],
    );
    const { workbook: _, ...unknown } = a;
    assert.deepEqual(titles([unknown], endedAs(closed)), ['text: closed']);
  });

  it('take no other session for the ended one', () => {
    assert.equal(titles([b], endedAs(closed)).length, 2);
    assert.equal(titles([a], endedAs(closed, { target: aSandbox() })).length, 2);
    const short = found('a', { sessionId: 'a=b' });
    assert.equal(titles([short], endedAs(closed)).length, 2);
  });

  it('track several sessions together, and close none of them', () => {
    assert.deepEqual(titles([a, b], nothing), ['track: Track 2 Sessions…']);
    const session = aWorkbookSession();
    assert.deepEqual(titles([a, b], listing([a, session])), ['track: Track Session']);
    assert.deepEqual(titles([a, b], listing([a, session], [b, session])), []);
  });
});

describe('The sessions that can be tracked', () => {
  it('are neither listed, nor ended, nor closed in the text', () => {
    const closed = found('c', { isClosedInText: true });
    assert.deepEqual(untracked([a, b, closed], listing([b, aWorkbookSession()])), [a]);
  });
});

import assert from 'node:assert/strict';
import { longestSessionId } from '../../../src/model/sessionId';
import { addressOfIds } from '../../../src/model/workbook';
import type { AddSessionRequest } from '../../../src/sessions/sessionService';
import { readPastedSession } from '../../../src/import/pastedSession';
import { outcomeMessage } from '../../../src/sessions/view/outcomeMessages';
import { closeTexts } from '../../../src/sessions/view/outcomeTexts';
import { sessionStatus } from '../../../src/sessions/view/sessionStatus';
import { summaryOf } from '../../../src/sessions/view/sessionSummary';
import { sessionTooltip } from '../../../src/sessions/view/sessionTooltip';
import type { ErrorCode } from '../../../src/model/errors';
import { globalGraph } from '../../builders';
import { workbookRows } from '../../rows';
import type { Bench } from './bench';
import { answer } from './graphFaults';
import type { Row } from './row';

const nothing = { outcome: 'failed', record: 'none', sent: {} } as const;

/** A session id that is refused before anything is kept or sent. */
function badId(input: string, sessionId: string): Row {
  const run = (bench: Bench) => bench.add({ sessionId });
  return { ...nothing, input: `session id: ${input}`, code: 'invalidSessionId', run };
}

/** A session id that may be one: it is kept, and goes to Graph byte for byte. */
function possibleId(input: string, sessionId: string, sentAs = sessionId): Row {
  return {
    input: `session id: ${input}`,
    outcome: 'alreadyGone',
    code: 'sessionGone',
    record: 'gone',
    sent: { close: 1 },
    run: async (bench) => {
      assert.deepEqual(await bench.add({ sessionId }), { outcome: 'done' });
      bench.recordsBefore = await bench.records();
      return bench.close(bench.service.sessions()[0]!.key);
    },
    then: ({ sandbox }) => {
      assert.deepEqual(sandbox.requests[0]?.headers['workbook-session-id'], [sentAs]);
    },
  };
}

const sessionIds: readonly Row[] = [
  badId('empty', ''),
  badId('only space', ' \t\r\n '),
  badId('over-long (8193)', 'x'.repeat(longestSessionId + 1)),
  badId('inner space', 'cluster=PSG4 session=15.abcdefghijklmnop'),
  badId('inner CR and LF', 'cluster=PSG4\r\nX-Injected: abcdefghijklmnop'),
  badId('inner LF', 'cluster=PSG4\nsession=15.abcdefghijklmnop'),
  badId('inner NUL', 'cluster=PSG4\0session=15.abcdefghijklmnop'),
  badId('non-ASCII', 'cluster=PSG4&session=15.Orçamento-abcdefghijklmnop'),
  badId('a right-to-left mark', 'cluster=PSG4&session=15.\u200Fabcdefghijklmnop'),
  possibleId('wrong', 'cluster=PSG4&session=15.of-nobody-at-all%2f%3d'),
  possibleId('the longest', `cluster=${'x'.repeat(longestSessionId - 8)}`),
  possibleId('space around', '\r\n  cluster=of-nobody-at-all \n', 'cluster=of-nobody-at-all'),
  possibleId('every letter that there is', everyLetter()),
];

function everyLetter(): string {
  return String.fromCharCode(...Array.from({ length: 0x7e - 0x20 }, (_, index) => 0x21 + index));
}

/** An address as somebody pasted it, with a session id behind it. */
function pasted(input: string, code: ErrorCode, address: string): Row {
  const sessionId = 'cluster=PSG4&session=15.pasted-beside-the-address';
  const run = (bench: Bench) => {
    bench.sessionIds.push(sessionId);
    return bench.outcomeOf(async () => {
      const text = `${address.replace('DECOY', bench.decoy.url)} ${sessionId}`;
      const { workbook } = readPastedSession(text, globalGraph);
      await bench.service.add({ ...sessionToAdd, ...workbook, sessionId });
    });
  };
  return { ...nothing, input: `address: ${input}`, code, run };
}

/** An address that did not come through the parser. */
function forged(input: string, driveId: string, itemId: string): Row {
  const run = (bench: Bench) => bench.add({ address: addressOfIds({ driveId, itemId }) });
  return { ...nothing, input: `address: ${input}`, code: 'invalidAddress', run };
}

const sessionToAdd = {
  target: globalGraph,
  address: addressOfIds({ driveId: 'd', itemId: 'i' }),
  workbookName: '',
  mode: 'unknownMode',
} as const satisfies Partial<AddSessionRequest>;

const path = 'v1.0/drives/b!d/items/01X/workbook/closeSession';
const addresses: readonly Row[] = [
  pasted('another host', 'foreignAddress', `https://evil.example/${path}`),
  pasted('a loopback host that nobody set', 'foreignAddress', `DECOY${path}`),
  pasted(
    'Graph as a subdomain',
    'foreignAddress',
    `https://graph.microsoft.com.evil.example/${path}`,
  ),
  pasted(
    'Graph as a user name',
    'foreignAddress',
    `https://graph.microsoft.com@evil.example/${path}`,
  ),
  pasted('Graph on another port', 'foreignAddress', `https://graph.microsoft.com:8443/${path}`),
  pasted('Graph without TLS', 'foreignAddress', `http://graph.microsoft.com/${path}`),
  pasted(
    'Graph of China',
    'cloudWithoutWorkbooks',
    `https://microsoftgraph.chinacloudapi.cn/${path}`,
  ),
  pasted('a file', 'foreignAddress', `file:///${path}`),
  pasted('no address', 'invalidAddress', 'https://graph.microsoft.com/v1.0/me'),
  ...['..', '.', '%2e%2e', '..%2f..%2fme', 'a%5Cb', 'a%00b', 'a%0d%0ab', '%', 'x'.repeat(1025)].map(
    (id) => {
      const title = `item id ${id.slice(0, 20)}`;
      return pasted(
        title,
        'invalidAddress',
        `https://graph.microsoft.com/v1.0/drives/b!d/items/${id}`,
      );
    },
  ),
  pasted(
    'a drive id of two dots',
    'invalidAddress',
    'https://graph.microsoft.com/v1.0/drives/../items/01X',
  ),
  forged('forged item id ..', 'b!d', '..'),
  forged('forged item id with a slash', 'b!d', '01X/workbook'),
  forged('forged item id with line breaks', 'b!d', '01X\r\nHost: evil.example'),
  forged('forged drive id, empty', '', '01X'),
];

const names: readonly (readonly [string, string])[] = [
  ['Markdown', '**Bold** [Budget](https://evil.example) ![x](y) `code`.xlsx'],
  ['a command link', '[Close](command:workbookSessions.closeAllSessions) $(error).xlsx'],
  ['HTML', '<img src=x onerror=alert(1)>.xlsx'],
  ['line breaks', 'Budget\r\n\r\n2026\u2028\u2029.xlsx'],
  ['10,000 characters', `${'Budget '.repeat(1427)}2026.xlsx`.padStart(10_000, 'x')],
  ['right-to-left marks', 'invoice\u202Exslx.exe\u200F\u2066\u2069.xlsx'],
  ['control characters', 'Bud\u0000get\u001b[31m.xlsx'],
];

/** A name is kept as it came, from the user or from Graph, and shown as one harmless line. */
const workbookNames: readonly Row[] = names.flatMap(([input, workbookName]) => [
  {
    input: `workbook name, added: ${input}`,
    outcome: 'done',
    record: 'made',
    sent: {},
    run: (bench) => bench.add({ workbookName }),
    then: (bench) => checkName(bench, workbookName),
  },
  {
    input: `workbook name, from Graph: ${input}`,
    outcome: 'done',
    record: 'made',
    sent: { find: 1, create: 1 },
    run: (bench) => {
      const { driveId, itemId: id } = bench.workbook;
      const item = { id, name: workbookName, parentReference: { driveId } };
      bench.faults({ ...answer(200, JSON.stringify(item)), action: 'getItem' });
      return bench.create();
    },
    then: (bench) => checkName(bench, workbookName),
  },
]);

async function checkName(bench: Bench, name: string): Promise<void> {
  const [text] = (await bench.records()).values();
  assert.equal((JSON.parse(text!) as { workbookName: string }).workbookName, name);
  const sessions = bench.service.sessions();
  const [workbook] = workbookRows(sessions, bench.clock.now());
  const key = sessions[0]!.key;
  const shown = [
    [workbook!.label, workbook!.accessibilityLabel],
    workbook!.sessions.flatMap(({ label, accessibilityLabel }) => [label, accessibilityLabel]),
    sessionTooltip(sessions[0]!, bench.clock.now(), 'en').split('\n'),
    sessionStatus(summaryOf(sessions, bench.clock.now()), bench.clock.now())!.tooltip.split('\n'),
    outcomeMessage(closeTexts, [{ key, outcome: 'closed' }], sessions).text,
  ].flat();
  for (const line of shown) {
    assert.doesNotMatch(line, /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]|\]\(|\$\(/u);
    assert.ok(line.length < 250, line);
  }
  assert.ok(shown.length <= 20);
}

/** What people and programs give us, and what other people named. */
export const inputRows: readonly Row[] = [...sessionIds, ...addresses, ...workbookNames];

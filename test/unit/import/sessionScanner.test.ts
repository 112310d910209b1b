import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addressOfIds } from '../../../src/model/workbook';
import type { GraphTarget, SessionMode } from '../../../src/model/workbookSession';
import {
  findPlacedSessions,
  findSessions,
  mostFoundSessions,
} from '../../../src/import/sessionScanner';
import { longestText, type FoundSession } from '../../../src/import/foundSession';
import { aSandbox, globalGraph } from '../../builders';
import { anyText } from '../anyText';

const sandbox = aSandbox();
const jwt = 'eyJ0eXAiOiJKV1QiLCJhbGciOiJub25lIn0.eyJhdWQiOiJ4IiwiZXhwIjoxfQ.c2lnbmF0dXJl';
const idA = 'cluster=PUS7&session=15.MW1A.A116.1.U36.%2fPB4%2f%3d%3d16.S&usid=a193';
const idB = 'cluster=PNL1&session=15.AM2B.A117.1.U37.%2fQC5%2f%3d%3d16.S&usid=b204';
const urlOf = (item: string) =>
  `https://graph.microsoft.com/v1.0/drives/b!d/items/${item}/workbook`;
const a = urlOf('01A');
const b = urlOf('01B');
const answer = (id: string, persistChanges: boolean) =>
  `{"@odata.context":"https://graph.microsoft.com/v1.0/$metadata#microsoft.graph.workbookSessionInfo","id":"${id}","persistChanges":${persistChanges}}`;

/** A session that a text should give. Without an item, its workbook is unknown. */
interface Expected {
  readonly id: string;
  readonly item?: string;
  readonly mode?: SessionMode;
  readonly isClosed?: boolean;
  readonly createdAt?: number;
  readonly target?: GraphTarget;
}

function expectedSession(expected: Expected): FoundSession {
  const { id, item, mode = 'unknownMode', isClosed = false, createdAt } = expected;
  const target = expected.target ?? globalGraph;
  const address = addressOfIds({ driveId: 'b!d', itemId: item ?? '' });
  return {
    sessionId: id,
    ...(item !== undefined && { workbook: { target, address, name: '' } }),
    mode,
    ...(createdAt !== undefined && { createdAt }),
    isClosedInText: isClosed,
  };
}

const onA: Expected = { id: idA, item: '01A' };
const onB: Expected = { id: idB, item: '01B' };
const createdA: Expected = { ...onA, mode: 'persistent' };
const createdB: Expected = { ...onB, mode: 'nonPersistent' };
const lines = (...all: readonly string[]) => all.join('\n');
const rawRequest = (item: string, action: string, ...headers: readonly string[]) =>
  lines(
    `POST /v1.0/drives/b!d/items/${item}/workbook/${action} HTTP/1.1`,
    'Host: graph.microsoft.com',
    `Authorization: Bearer ${jwt}`,
    ...headers,
    'Content-Type: application/json',
    '',
    '',
  );

/** Texts by their titles, with the sessions in them. */
type Samples = Readonly<
  Record<string, { readonly text: string; readonly sessions: readonly Expected[] }>
>;

const commands: Samples = {
  'curl in bash, single quotes': {
    text: lines(
      `curl -X POST '${a}/closeSession' \\`,
      `  -H 'Authorization: Bearer ${jwt}' \\`,
      `  -H 'workbook-session-id: ${idA}'`,
      `curl -H "Workbook-Session-Id: ${idB}" --url "${b}/refreshSession" -d '{}'`,
    ),
    sessions: [onA, onB],
  },
  'curl in bash, $-quotes': {
    text: `curl --header $'WORKBOOK-SESSION-ID: ${idA.replaceAll('&', '\\u0026')}' $'${a}/closeSession'`,
    sessions: [onA],
  },
  'curl with its answer': {
    text: lines(
      `$ curl -s -X POST ${a}/createSession -H "Authorization: Bearer $TOKEN" -d '{"persistChanges":true}'`,
      answer(idA, true),
      `$ curl -s -X POST ${b}/createSession -d '{`,
      `  "persistChanges": false`,
      `}'`,
      answer(idB, false),
    ),
    sessions: [createdA, createdB],
  },
  'curl -v': {
    text: lines(
      `> POST /v1.0/drives/b!d/items/01A/workbook/closeSession HTTP/2`,
      `> Host: graph.microsoft.com`,
      `> authorization: Bearer ${jwt}`,
      `> workbook-session-id: ${idA}`,
      `> accept: */*`,
      `> `,
      `< HTTP/2 204 `,
      `< request-id: 1`,
    ),
    sessions: [{ ...onA, isClosed: true }],
  },
  'curl in cmd': {
    text: lines(
      `curl ^"${a}/closeSession^" ^`,
      `  -H ^"Authorization: Bearer ${jwt}^" ^`,
      `  -H ^"workbook-session-id: ${idA.replaceAll('&', '^&')}^" ^`,
      `  --data-raw ^"^{^}^"`,
      `curl.exe -X POST "${b}/closeSession" -H "workbook-session-id: ${idB.replaceAll('%', '%%')}"`,
    ),
    sessions: [onA, onB],
  },
  PowerShell: {
    text: lines(
      `Invoke-RestMethod -Method Post -Uri '${a}/closeSession' \``,
      `  -Headers @{ Authorization = "Bearer ${jwt}"; 'workbook-session-id' = '${idA}' }`,
      `$answer = Invoke-WebRequest -Uri "${b}/refreshSession" -Headers @{`,
      `  "authorization"="Bearer ${jwt}"`,
      `  "workbook-session-id"="${idB}"`,
      `}`,
    ),
    sessions: [onA, onB],
  },
  'PowerShell with the headers in a variable, one workbook': {
    text: lines(
      `$headers = @{ 'workbook-session-id' = '${idA}' }`,
      `irm -Method Post -Uri '${a}/closeSession' -Headers $headers`,
    ),
    sessions: [onA],
  },
  'PowerShell with the headers in a variable, two workbooks': {
    text: lines(
      `$headers = @{ 'workbook-session-id' = '${idA}' }`,
      `irm -Method Post -Uri '${a}/closeSession' -Headers $headers`,
      `$headers = @{ 'workbook-session-id' = '${idB}' }`,
      `irm -Method Post -Uri '${b}/closeSession' -Headers $headers`,
    ),
    sessions: [{ id: idA }, { id: idB }],
  },
};

const requests: Samples = {
  'an .http file with variables': {
    text: lines(
      '@graph = https://graph.microsoft.com/v1.0',
      '@drive = {{graph}}/drives/b!d',
      '@token = opaque-secret-of-the-file',
      `@second = ${idB}`,
      '',
      '### close the first',
      'POST {{drive}}/items/01A/workbook/closeSession',
      'Authorization: Bearer {{token}}',
      `workbook-session-id: ${idA}`,
      '',
      '{}',
      '',
      '###',
      '# @name second',
      'POST {{ drive }}/items/01B/workbook/refreshSession HTTP/1.1',
      'workbook-session-id: {{second}}',
    ),
    sessions: [onB, onA],
  },
  'an .http file with an unknown variable in its URL': {
    text: lines(
      'POST {{unknown}}/items/01A/workbook/closeSession',
      `workbook-session-id: ${idA}`,
      '###',
      `POST ${b}/closeSession`,
      `workbook-session-id: ${idB}`,
      '###',
      `POST ${b}/closeSession`,
      'workbook-session-id: {{create.response.body.id}}',
    ),
    sessions: [{ id: idA }, onB],
  },
  'an HTTP dump': {
    text: lines(
      rawRequest('01A', 'createSession') + '{"persistChanges": true}',
      '',
      'HTTP/1.1 201 Created',
      'Date: Thu, 01 Jan 2026 10:00:00 GMT',
      '',
      '{',
      `  "id": "${idA.replaceAll('&', '\\u0026')}",`,
      '  "persistChanges": true',
      '}',
      rawRequest('01A', 'closeSession', `Workbook-Session-Id: ${idA}`),
      'HTTP/1.1 204 No Content',
      '',
      rawRequest('01B', 'worksheets', `workbook-session-id: ${idB}`),
      'HTTP/1.1 200 OK',
    ),
    sessions: [{ ...createdA, isClosed: true, createdAt: Date.UTC(2026, 0, 1, 10) }, onB],
  },
  'an HTTP dump whose close failed': {
    text: lines(
      rawRequest('01A', 'closeSession', `workbook-session-id: ${idA}`),
      'HTTP/1.1 503 Busy',
    ),
    sessions: [onA],
  },
  'a create after one that failed': {
    text: lines(
      rawRequest('01A', 'createSession'),
      'HTTP/1.1 404 Not Found',
      '',
      '{"error":{"code":"itemNotFound"}}',
      rawRequest('01B', 'createSession'),
      'HTTP/1.1 201 Created',
      '',
      answer(idB, false),
    ),
    sessions: [createdB],
  },
  'two creates before their answers': {
    text: lines(
      `POST ${a}/createSession`,
      `POST ${b}/createSession`,
      answer(idB, false),
      answer(idA, true),
    ),
    sessions: [
      { id: idB, mode: 'nonPersistent' },
      { id: idA, mode: 'persistent' },
    ],
  },
  'an answer that comes late, after another request was answered': {
    text: lines(
      `POST ${a}/createSession`,
      `POST ${a}/worksheets`,
      'HTTP/1.1 200 OK',
      '',
      `POST ${b}/createSession`,
      answer(idA, true),
    ),
    sessions: [{ id: idA, mode: 'persistent' }],
  },
  'a create after a request whose answer is not shown': {
    text: lines(`PATCH ${a}/worksheets`, `POST ${b}/createSession`, answer(idB, false)),
    sessions: [createdB],
  },
  'a create after one that answered with 202': {
    text: lines(
      rawRequest('01A', 'createSession'),
      'HTTP/1.1 202 Accepted',
      '',
      rawRequest('01B', 'createSession'),
      'HTTP/1.1 201 Created',
      '',
      answer(idB, false),
    ),
    sessions: [createdB],
  },
  'a command after a request without an answer': {
    text: lines(
      `POST ${a}/createSession`,
      '',
      `curl -X POST ${b}/createSession`,
      answer(idB, false),
    ),
    sessions: [createdB],
  },
  'two closes and one answer': {
    text: lines(
      `POST ${a}/closeSession`,
      `workbook-session-id: ${idA}`,
      '',
      `POST ${b}/closeSession`,
      `workbook-session-id: ${idB}`,
      '',
      'HTTP/1.1 204 No Content',
    ),
    sessions: [onA, onB],
  },
  'a workbook that a URL and a path name': {
    text: lines(`POST ${a}/closeSession`, '', `/drives/b!d/items/01A/workbook`, '', `saw ${idA}`),
    sessions: [onA],
  },
  'a mode in the request and none in the answer': {
    text: lines(
      `POST ${a}/createSession`,
      '',
      '{"persistChanges": false}',
      '',
      'HTTP/1.1 201 Created',
      '',
      `{"id":"${idA}"}`,
    ),
    sessions: [{ ...onA, mode: 'nonPersistent' }],
  },
  'a dump in a string': {
    text: `send: b'POST /v1.0/drives/b!d/items/01A/workbook/closeSession HTTP/1.1\\r\\nHost: graph.microsoft.com\\r\\nAuthorization: Bearer ${jwt}\\r\\nworkbook-session-id: ${idA}\\r\\n\\r\\n'`,
    sessions: [onA],
  },
};

const logs: Samples = {
  'a log with a line for each request': {
    text: lines(
      `2026-01-01 10:00:00 INFO POST ${a}/createSession -> 201 {"id":"${idA}","persistChanges":true}`,
      `2026-01-01 10:00:01 INFO POST ${a}/closeSession workbook-session-id=${idA}, agent=x -> 204`,
      `2026-01-01 10:00:02 [worker-3 INFO POST ${b}/refreshSession [workbook-session-id: ${idB}]`,
    ),
    sessions: [{ ...createdA, isClosed: true }, onB],
  },
  'a log of JSON lines': {
    text: lines(
      JSON.stringify({
        time: '2026-01-01T10:00:00.000Z',
        url: `${a}/createSession`,
        request: { headers: { Authorization: `Bearer ${jwt}` } },
        response: { status: 201, body: answer(idA, true) },
      }),
      JSON.stringify({
        msg: JSON.stringify({ url: `${b}/createSession`, answer: answer(idB, false) }),
      }),
    ),
    sessions: [{ ...createdA, createdAt: Date.UTC(2026, 0, 1, 10) }, createdB],
  },
  'JSON with escaped slashes and ampersands': {
    text: `{"url":"${a.replaceAll('/', '\\/')}\\/closeSession","headers":{"workbook-session-id":["${idA.replaceAll('&', '\\u0026')}"]}}`,
    sessions: [onA],
  },
  'a batch': {
    text: JSON.stringify(
      {
        requests: [
          {
            ...{ id: '1', method: 'POST', url: '/drives/b!d/items/01A/workbook/closeSession' },
            headers: { 'workbook-session-id': idA },
          },
          {
            ...{ id: '2', method: 'POST', url: '/drives/b!d/items/01B/workbook/closeSession' },
            headers: { 'workbook-session-id': idB },
          },
        ],
      },
      null,
      2,
    ),
    sessions: [onA, onB],
  },
  'a HAR': {
    text: JSON.stringify(
      {
        log: {
          entries: [
            {
              startedDateTime: '2026-01-01T10:00:00.000Z',
              request: { method: 'POST', url: `${a}/createSession` },
              response: { status: 201, content: { text: answer(idA, true) } },
            },
            {
              startedDateTime: '2026-01-01T10:00:09.000Z',
              request: {
                ...{ method: 'POST', url: `${b}/closeSession` },
                headers: [
                  { name: 'authorization', value: `Bearer ${jwt}` },
                  { name: 'workbook-session-id', value: idB },
                ],
              },
              response: { status: 204 },
            },
            {
              request: {
                ...{ method: 'POST', url: `${a}/refreshSession` },
                headers: [{ value: idA, name: 'workbook-session-id' }],
              },
              response: { status: 204 },
            },
          ],
        },
      },
      null,
      2,
    ),
    sessions: [
      { ...createdA, createdAt: Date.UTC(2026, 0, 1, 10) },
      { ...onB, isClosed: true },
    ],
  },
  'a page of HTML': {
    text: `<li>${a}/closeSession <code>workbook-session-id: ${idA.replaceAll('&', '&amp;')}</code></li>`,
    sessions: [onA],
  },
  'IDs in a sentence': {
    text: lines(
      `opened session ${idA} of ${urlOf('01A').replace('/workbook', '')}`,
      `sessionId=${encodeURIComponent(idB)}; url=${b}/worksheets`,
    ),
    sessions: [onA, onB],
  },
};

const code: Samples = {
  'JavaScript, fetch': {
    text: lines(
      'async function close() {',
      `  await fetch("${a}/closeSession", {`,
      `    headers: { authorization: \`Bearer \${token}\`, "workbook-session-id": "${idA}" },`,
      '  });',
      `  await fetch('${b}/closeSession', { headers: { 'workbook-session-id': '${idB}' } });`,
      '}',
    ),
    sessions: [onA, onB],
  },
  'JavaScript, the Graph client': {
    text: lines(
      'async function close(client) {',
      "  await client.api('/drives/b!d/items/01A/workbook/closeSession')",
      `    .header('workbook-session-id', '${idA}')`,
      '    .post({});',
      `  await client.api('/drives/b!d/items/01B/workbook/closeSession').header('workbook-session-id', '${idB}').post({});`,
      "  await client.api(url).header('workbook-session-id', session.id).post({});",
      '}',
      "client.api('/drives/b!d/items/01A/workbook/closeSession')",
      `  .header('workbook-session-id', '${idA}')`,
    ),
    sessions: [onA, onB],
  },
  'C#': {
    text: lines(
      `var request = new HttpRequestMessage(HttpMethod.Post, "${a}/closeSession");`,
      `request.Headers.Add("workbook-session-id", "${idA}");`,
      `client.DefaultRequestHeaders.TryAddWithoutValidation("Workbook-Session-Id", "${idB}");`,
    ),
    sessions: [onA, { id: idB, item: '01A' }],
  },
  Python: {
    text: lines(
      `requests.post(`,
      `    "${a}/closeSession",`,
      `    headers={"Authorization": f"Bearer {token}", "workbook-session-id": "${idA}"},`,
      `)`,
      `session.headers["workbook-session-id"] = "${idB}"`,
      `session.post("${b}/closeSession")`,
    ),
    sessions: [onA, { id: idB }],
  },
};

const foreign: Samples = {
  'a foreign host': {
    text: `curl https://evil.example/v1.0/drives/b!d/items/01A/workbook/closeSession -H 'workbook-session-id: ${idA}'`,
    sessions: [{ id: idA }],
  },
  'a host that is like Graph': {
    text: `curl ${a.replace('.com/', '.com.evil.example/')}/closeSession -H 'workbook-session-id: ${idA}'`,
    sessions: [{ id: idA }],
  },
  'the Graph of China': {
    text: `curl ${a.replace('graph.microsoft.com', 'microsoftgraph.chinacloudapi.cn')}/closeSession -H 'workbook-session-id: ${idA}'`,
    sessions: [{ id: idA }],
  },
  'a foreign host in a header': {
    text: rawRequest('01A', 'closeSession', `workbook-session-id: ${idA}`).replace(
      'graph.microsoft.com',
      'evil.example',
    ),
    sessions: [{ id: idA }],
  },
  'a foreign request beside one to Graph': {
    text: lines(
      `curl https://evil.example/v1.0/drives/b!d/items/01A/workbook/closeSession -H 'workbook-session-id: ${idA}'`,
      `curl ${b}/closeSession`,
      `workbook-session-id: ${idB}`,
    ),
    sessions: [{ id: idA }, { id: idB }],
  },
  'a path behind a variable': {
    text: `fetch(\`\${base}/drives/b!d/items/01A/workbook/closeSession\`, { headers: { 'workbook-session-id': '${idA}' } })`,
    sessions: [{ id: idA }],
  },
  'a placeholder for the item': {
    text: `curl ${urlOf('{item-id}')}/closeSession -H 'workbook-session-id: ${idA}'`,
    sessions: [{ id: idA }],
  },
};

const nothing: readonly string[] = [
  '',
  'hello',
  `POST ${a}/createSession`,
  `curl ${a}/closeSession -H 'workbook-session-id: {session-id}'`,
  `curl ${a}/closeSession -H "workbook-session-id: $SESSION_ID"`,
  `curl ${a}/closeSession -H "workbook-session-id: \${SESSION}=x"`,
  `workbook-session-id: ${jwt}`,
  `workbook-session-id: Bearer ${jwt}`,
  'workbook-session-id:\nCookie: a=b',
  '{"id":"a=b"}',
  '{"id":"0f8fad5b-d9cb-469f-a165-70867728950e"}',
  `workbook-session-id: cluster=${'x'.repeat(9000)}`,
  '{"id":"cluster=1&session=é","persistChanges":true}',
];

describe('Sessions in a text', () => {
  const found = { commands, requests, logs, code };
  for (const [kind, samples] of Object.entries(found)) {
    for (const [title, { text, sessions }] of Object.entries(samples)) {
      it(`are found in ${kind}: ${title}`, () => {
        assert.deepEqual(findSessions(text, globalGraph), sessions.map(expectedSession));
      });
    }
  }

  for (const [title, { text, sessions }] of Object.entries(foreign)) {
    it(`have no workbook if the text names ${title}`, () => {
      assert.deepEqual(findSessions(text, globalGraph), sessions.map(expectedSession));
    });
  }

  it('are not found in a text without any', () => {
    for (const text of nothing) {
      assert.deepEqual(findSessions(text, globalGraph), [], text);
    }
  });

  it('are found with an ID of a new form in an answer with its mode', () => {
    const text = lines(`POST ${a}/createSession`, '{"id":"new=shape","persistChanges":true}');
    assert.deepEqual(findSessions(text, globalGraph), [
      expectedSession({ ...createdA, id: 'new=shape' }),
    ]);
  });

  it('belong to the sandbox in use if the text names its host or none', () => {
    for (const host of ['http://127.0.0.1:8365/v1.0', '']) {
      const text = `POST ${host}/drives/b!d/items/01A/workbook/closeSession workbook-session-id: ${idA}`;
      const [session] = findSessions(text, sandbox);
      assert.deepEqual(session, expectedSession({ ...onA, target: sandbox }));
    }
  });

  it('belong to the cloud of the host in their URL', () => {
    const target = { cloud: 'usGov' } as const;
    const close = (url: string, id: string) =>
      `curl ${url}/closeSession -H 'workbook-session-id: ${id}'`;
    const text = lines(
      close(a.replace('graph.microsoft.com', 'graph.microsoft.us'), idA),
      close(b.replace('graph.microsoft.com', 'dod-graph.microsoft.us'), idB),
    );
    for (const current of [globalGraph, sandbox]) {
      assert.deepEqual(findSessions(text, current), [
        expectedSession({ ...onA, target }),
        expectedSession({ ...onB, target: { cloud: 'usGovDoD' } }),
      ]);
    }
    const path = `curl /drives/b!d/items/01A/workbook/closeSession -H 'workbook-session-id: ${idA}'`;
    assert.deepEqual(findSessions(path, target), [expectedSession({ ...onA, target })]);
  });

  it('belong to the host in the Host header', () => {
    const raw = rawRequest('01A', 'closeSession', `workbook-session-id: ${idA}`);
    assert.deepEqual(findSessions(raw, sandbox), [expectedSession(onA)]);
    const own = raw.replace('graph.microsoft.com', '127.0.0.1:8365');
    assert.deepEqual(findSessions(own, sandbox), [expectedSession({ ...onA, target: sandbox })]);
    assert.deepEqual(findSessions(own, globalGraph), [expectedSession({ id: idA })]);
  });

  it('have the file name from a path, also with spaces and an apostrophe', () => {
    for (const path of [`Q3's%20Plan/Budget%202026.xlsx`, `Q3's Plan/Budget 2026.xlsx`]) {
      const text = `curl "https://graph.microsoft.com/v1.0/me/drive/root:/${path}:/workbook/closeSession" -H "workbook-session-id: ${idA}"`;
      const [session] = findSessions(text, globalGraph);
      assert.deepEqual(session?.workbook, {
        target: globalGraph,
        address: {
          drive: { kind: 'me' },
          item: { kind: 'path', path: `Q3's Plan/Budget 2026.xlsx` },
        },
        name: 'Budget 2026.xlsx',
      });
    }
  });

  it('are given once, with a workbook that only one place names', () => {
    const text = lines(`used ${idA}`, '', `curl ${a}/x -H 'workbook-session-id: ${idA}'`, b);
    assert.deepEqual(findSessions(text, globalGraph), [expectedSession(onA)]);
  });

  it('have the last workbook if two places name different ones', () => {
    const on = (url: string) => `curl ${url}/x -H 'workbook-session-id: ${idA}'`;
    const text = lines(on(a), on(b), on(a));
    assert.deepEqual(findSessions(text, globalGraph), [expectedSession(onA)]);
  });

  it('are given once for each Graph', () => {
    const own = a.replace('https://graph.microsoft.com', 'http://127.0.0.1:8365');
    const text = [a, own].map((url) => `curl ${url}/x -H 'workbook-session-id: ${idA}'`).join('\n');
    assert.deepEqual(findSessions(text, sandbox), [
      expectedSession(onA),
      expectedSession({ ...onA, target: sandbox }),
    ]);
  });

  it(`are at most ${mostFoundSessions}`, () => {
    const text = Array.from({ length: mostFoundSessions + 5 }, (_, at) => `${idA}${at}`).join('\n');
    assert.equal(findSessions(text, globalGraph).length, mostFoundSessions);
  });

  it('are found only in the beginning of a text that is too long', () => {
    const text = `${' '.repeat(longestText)}${idA}`;
    assert.deepEqual(findSessions(text, globalGraph), []);
  });
});

const idText = fc
  .tuple(
    fc.stringMatching(/^P[A-Z]{2}\d$/),
    fc.stringMatching(/^15\.[A-Z\d]{4,12}(?:\.[A-Za-z\d-]{1,9}){1,4}(?:%2f|%3d){0,2}[A-Za-z\d]$/),
  )
  .map(([cluster, session]) => `cluster=${cluster}&session=${session}`);
const itemText = fc.stringMatching(/^01[A-Z\d]{3,20}$/);

interface Put {
  readonly id: string;
  readonly item: string;
}
const puts = fc.uniqueArray(fc.record<Put>({ id: idText, item: itemText }), {
  selector: ({ id }) => id,
  maxLength: 6,
});

/** Each writes one session with a certain workbook. */
const renderers: readonly ((put: Put) => string)[] = [
  ({ id, item }) => `curl -X POST '${urlOf(item)}/closeSession' -H 'workbook-session-id: ${id}'`,
  ({ id, item }) => `curl -H "Workbook-Session-Id: ${id}" \\\n  "${urlOf(item)}/closeSession"`,
  ({ id, item }) =>
    `curl $'${urlOf(item)}/x' -H $'workbook-session-id: ${id.replaceAll('&', '\\u0026')}'`,
  ({ id, item }) =>
    `curl ^"${urlOf(item)}/x^" ^\n  -H ^"workbook-session-id: ${id.replaceAll('&', '^&')}^"`,
  ({ id, item }) =>
    `Invoke-RestMethod \`\n  -Uri '${urlOf(item)}/x' -Headers @{ 'workbook-session-id' = '${id}' }`,
  ({ id, item }) => `###\nPOST ${urlOf(item)}/closeSession\nworkbook-session-id: ${id}\n\n{}\n###`,
  ({ id, item }) => rawRequest(item, 'refreshSession', `workbook-session-id: ${id}`),
  ({ id, item }) => `###\nPOST ${urlOf(item)}/createSession\n\n{}\n\n${answer(id, true)}\n###`,
  ({ id, item }) => `INFO POST ${urlOf(item)}/closeSession workbook-session-id=${id}, a=b -> 500`,
  ({ id, item }) => JSON.stringify({ url: `${urlOf(item)}/createSession`, body: answer(id, true) }),
  ({ id, item }) =>
    JSON.stringify(
      { url: urlOf(item), headers: { 'workbook-session-id': id } },
      null,
      2,
    ).replaceAll('&', '\\u0026'),
  ({ id, item }) =>
    JSON.stringify({ url: urlOf(item), headers: [{ name: 'workbook-session-id', value: id }] }),
  ({ id, item }) =>
    `fetch("${urlOf(item)}/x", {\n  headers: { "workbook-session-id": "${id}" },\n});`,
  ({ id, item }) =>
    `client.api('/drives/b!d/items/${item}/workbook/x').header('workbook-session-id', '${id}');`,
  ({ id, item }) =>
    `requests.post(\n  "${urlOf(item)}/x",\n  headers={"workbook-session-id": "${id}"})`,
];
const renderer = fc.constantFrom(...renderers);

/** Text between sessions, without a bracket or quote that would enclose the next one. */
const noise = fc.constantFrom(
  '',
  'hello',
  '# a comment',
  'GET https://example.com/ 200',
  '# 12:00 -- ok',
);

const tokenForms: readonly ((token: string) => string)[] = [
  (token) => `Authorization: Bearer ${token}`,
  (token) => `-H 'Authorization: Bearer ${token}'`,
  (token) => `-H "authorization: ${token}"`,
  (token) => `{"Authorization":"Bearer ${token}"}`,
  (token) => JSON.stringify(JSON.stringify({ Authorization: `Bearer ${token}` })),
  (token) => `"access_token": "${token}",`,
  (token) => `access_token=${token}&expires_in=1`,
  (token) => `@token = ${token}`,
  (token) => `$accessToken = "${token}"`,
  (token) => `workbook-session-id: Bearer ${token}`,
  (token) => `.header('Authorization', 'Bearer ${token}')`,
  (token) => `\\r\\nAuthorization: Bearer ${token}\\r\\nworkbook-session-id: cluster=1&session=2`,
];

describe('Sessions in a generated text', () => {
  it('are all found, each with its workbook', () => {
    const all = puts.chain((list) =>
      fc.tuple(...list.map((put) => fc.tuple(fc.constant(put), renderer, noise))),
    );
    fc.assert(
      fc.property(all, (list) => {
        const text = list.map(([put, render, other]) => `${render(put)}\n\n${other}\n`).join('');
        const found = findSessions(text, globalGraph);
        const actual = found.map(({ sessionId, workbook }) => ({
          sessionId,
          item: workbook?.address.item,
        }));
        const expected = list.map(([{ id, item }]) => ({
          sessionId: id,
          item: { kind: 'id', id: item },
        }));
        assert.deepEqual(actual, expected, text);
      }),
    );
  });

  it('have only IDs of the text, even if its lines are shuffled', () => {
    const all = puts.chain((list) =>
      fc
        .tuple(...list.map((put) => fc.tuple(fc.constant(put), renderer)))
        .chain((pairs) =>
          fc.shuffledSubarray(pairs.flatMap(([put, render]) => render(put).split('\n'))),
        )
        .map((shuffled) => ({ list, text: shuffled.join('\n') })),
    );
    fc.assert(
      fc.property(all, ({ list, text }) => {
        const ids = new Set(list.map(({ id }) => id));
        for (const { sessionId } of findSessions(text, globalGraph)) {
          assert.ok(ids.has(sessionId), sessionId);
        }
      }),
    );
  });

  it('never hold an access token', () => {
    const part = fc.stringMatching(/^[A-Za-z\d_-]{20,40}$/);
    const token = fc.oneof(
      fc.tuple(part, part, part).map(([one, two, three]) => `eyJ${one}.${two}.${three}`),
      fc.stringMatching(/^[A-Za-z\d._~+/-]{30,60}={0,2}$/).filter((text) => !text.startsWith('.')),
    );
    const form = fc.constantFrom(...tokenForms);
    fc.assert(
      fc.property(token, form, puts, renderer, (secret, put, list, render) => {
        const text = list.map((one) => `${put(secret)}\n${render(one)} ${put(secret)}`).join('\n');
        const found = findSessions(`${text}\n${put(secret)}`, globalGraph);
        assert.ok(!JSON.stringify(found).includes(secret), text);
        assert.ok(
          list.every(({ id }) => found.some(({ sessionId }) => sessionId === id)),
          text,
        );
      }),
    );
  });

  it('never hold a JSON Web Token in the place of a session ID', () => {
    const forms = [
      (text: string) => `workbook-session-id: ${text}`,
      (text: string) => `{"id":"${text}","persistChanges":true}`,
      (text: string) => `cluster=1&session=${text}`,
      (text: string) => `POST ${urlOf(text)}/x workbook-session-id: cluster=1&session=2`,
      (text: string) => `https://graph.microsoft.com/v1.0/drives/${text}/items/1/workbook`,
    ];
    const parts = fc.array(fc.constantFrom(jwt, idA, a, '"', "'", '\n', ' ', '{', '}', '\\', '='));
    fc.assert(
      fc.property(fc.constantFrom(...forms), parts, (put, around) => {
        const text = around.flatMap((part) => [part, put(jwt)]).join('');
        assert.ok(!JSON.stringify(findSessions(text, globalGraph)).includes('eyJ'), text);
      }),
    );
  });

  it('are searched without an error in any text', () => {
    const part = fc.constantFrom(
      ...[a, b, idA, `${b}/closeSession`, `${a}/createSession`, answer(idB, true), jwt, 'curl '],
      ...['workbook-session-id', ':', '"', "'", ' ', '\n', '\n\n', '{', '}', '[', ']', '(', ')'],
      ...['\\', '\\"', '`', '^', '^&', '%', '###', '\n###\n', '@x = {{x}}', '{{x}}', '\\u0026'],
      ...['POST ', 'HTTP/1.1 204', 'Host: ', '/me/drive/root:/', '%3d', '\0', 'ã', ';\n', '<', '='],
      ...['persistChanges":true', '2026-99-99T99:99:99Z', '"id":"', '"value":"', 'Bearer ', '\r\n'],
    );
    const text = fc.oneof(
      anyText,
      fc.array(part, { maxLength: 30 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, fc.constantFrom(globalGraph, sandbox), (given, target) => {
        for (const session of findSessions(given, target)) {
          assert.match(session.sessionId, /^[\x21-\x7e]{1,8192}$/);
        }
      }),
      { numRuns: 1000 },
    );
  });
});

describe('The places of sessions in a text', () => {
  /** The lines of a text at which the sessions stand. */
  const linesIn = (text: string) =>
    findPlacedSessions(text, globalGraph).map(({ session, places }) => ({
      id: session.sessionId,
      lines: places.map((place) => text.slice(0, place).split('\n').length - 1),
    }));

  it('are those of a header, each time', () => {
    const request = rawRequest('01A', 'refreshSession', `workbook-session-id: ${idA}`);
    assert.deepEqual(linesIn(`${request}###\n${request}`), [{ id: idA, lines: [3, 10] }]);
  });

  it('are those of the ID in an answer to createSession', () => {
    const text = JSON.stringify({ id: idA, persistChanges: true }, undefined, 2);
    assert.deepEqual(linesIn(text), [{ id: idA, lines: [1] }]);
  });

  it('are not those where an ID is only mentioned', () => {
    assert.deepEqual(linesIn(`${a}\nThe session ${idA} is open.`), [{ id: idA, lines: [] }]);
  });

  it('are those of a variable that has the ID as its value', () => {
    const text = lines(
      '@base = https://graph.microsoft.com/v1.0/drives/b!d/items/01A/workbook',
      `@session = ${idA}`,
      '',
      '### Refresh',
      'POST {{base}}/refreshSession',
      `Authorization: Bearer ${jwt}`,
      'workbook-session-id: {{session}}',
    );
    assert.deepEqual(linesIn(text), [{ id: idA, lines: [6] }]);
  });

  it('are none for a variable whose value is not in the text', () => {
    const text = lines(
      `POST ${a}/refreshSession`,
      'workbook-session-id: {{create.response.body.id}}',
    );
    assert.deepEqual(linesIn(text), []);
  });

  it('are those in a command of several lines', () => {
    const text = lines(
      `curl -X POST '${a}/refreshSession' \\`,
      `  -H 'Authorization: Bearer ${jwt}' \\`,
      `  -H 'workbook-session-id: ${idA}'`,
    );
    assert.deepEqual(linesIn(text), [{ id: idA, lines: [2] }]);
  });

  it('are exact behind access tokens, variables, and line ends of any kind', () => {
    const filler = fc.constantFrom(
      ...[`Authorization: Bearer ${jwt}`, '@long = a value', 'GET {{long}}{{long}}', '{{long}}'],
      ...['curl \\\r\n  -H x', 'GET x\n  .then(y)', '', 'access_token=abc', 'line `\nnext'],
    );
    const part = fc.tuple(filler, fc.constantFrom('\n', '\r\n'), idText);
    fc.assert(
      fc.property(fc.array(part, { minLength: 1, maxLength: 12 }), (parts) => {
        const text = parts
          .map(([fill, end, id]) => `${fill}${end}${end}workbook-session-id: ${id}${end}`)
          .join('');
        const placed = findPlacedSessions(text, globalGraph);
        const found = placed.flatMap(({ session, places }) =>
          places.map((place) => text.startsWith(session.sessionId, place)),
        );
        assert.deepEqual(
          found,
          parts.map(() => true),
          text,
        );
      }),
    );
  });
});

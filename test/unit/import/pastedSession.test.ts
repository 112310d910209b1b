import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import { addressOfIds, type WorkbookAddress } from '../../../src/model/workbook';
import type { GraphCloud } from '../../../src/model/workbookSession';
import { anyText } from '../anyText';
import { readPastedSession, type PastedSession } from '../../../src/import/pastedSession';
import { aSandbox, globalGraph } from '../../builders';

const sandbox = aSandbox();
/** Without a cloud, the address names no host and belongs to the sandbox in use. */
interface Expected {
  readonly address?: WorkbookAddress;
  readonly cloud?: GraphCloud;
  readonly sessionId?: string;
}

function expectedPaste({ address, cloud, sessionId }: Expected): PastedSession {
  const name = address?.item.kind === 'path' ? 'Budget 2026.xlsx' : '';
  const target = cloud ? { cloud } : sandbox;
  return {
    ...(address && { workbook: { target, address, name } }),
    ...(sessionId !== undefined && { sessionId }),
  };
}

const sessionId = 'cluster=PSG4&session=15.SG2.A116.%2fPB4%2f%3d%3d16.S&usid=a193';
const url = 'https://graph.microsoft.com/v1.0/drives/b!a/items/01ABC/workbook/closeSession';
const path = '/drives/b!a/items/01ABC/workbook/closeSession';
const address = addressOfIds({ driveId: 'b!a', itemId: '01ABC' });
const spaced: WorkbookAddress = {
  drive: { kind: 'me' },
  item: { kind: 'path', path: 'My Reports/Budget 2026.xlsx' },
};
const jwt = 'eyJhbGciOiJub25lIn0.eyJhdWQiOiJ4In0.c2ln';
const whole: Expected = { address, cloud: 'global', sessionId };

const read: readonly (readonly [string, Expected])[] = [
  [url, { address, cloud: 'global' }],
  [`POST ${url}`, { address, cloud: 'global' }],
  [sessionId, { sessionId }],
  [`  ${sessionId}  `, { sessionId }],
  [`"${sessionId}"`, { sessionId }],
  [`workbook-session-id: ${sessionId}`, { sessionId }],
  [`Workbook-Session-Id:${sessionId}`, { sessionId }],
  [`${url} ${sessionId}`, whole],
  [`${sessionId} ${url}`, whole],
  [`<${url}>, ${sessionId}`, whole],
  [`POST ${url} workbook-session-id: ${sessionId}`, whole],
  [`POST ${url} HTTP/1.1 Authorization: Bearer ${jwt} workbook-session-id: ${sessionId} {}`, whole],
  [`POST ${url} workbook-session-id: ${sessionId} Authorization: Bearer ${jwt}`, whole],
  [`${url} Bearer ${jwt} ${sessionId}`, whole],
  [`${url} ${jwt} ${sessionId}`, whole],
  [`${url} Authorization: Bearer a=b&c=d`, { address, cloud: 'global' }],
  [`POST ${url} Authorization: ${jwt}`, { address, cloud: 'global' }],
  [
    `curl -X POST '${url}' -H 'Authorization: Bearer ${jwt}' -H 'workbook-session-id: ${sessionId}' -d '{}'`,
    whole,
  ],
  [
    `curl --request POST --url "${url}" --header "workbook-session-id: ${sessionId}" --header "Authorization: Bearer opaque" --data "{}"`,
    whole,
  ],
  [`curl -H "Accept: application/json" -H "workbook-session-id: ${sessionId}" ${url}`, whole],
  [
    `curl -X POST ${url} -H "Content-Type: application/json" -d '{"persistChanges":true}'`,
    { address, cloud: 'global' },
  ],
  [`fetch("${url}", { headers: { "workbook-session-id": "${sessionId}" } })`.slice(6), whole],
  [`{"workbook-session-id":"${sessionId}","authorization":"Bearer ${jwt}"}`, { sessionId }],
  [
    `Invoke-RestMethod -Method Post -Uri "${url}" -Headers @{ 'workbook-session-id' = '${sessionId}' }`,
    whole,
  ],
  [
    `POST /v1.0${path} HTTP/1.1\r\nHost: graph.microsoft.us\r\nAuthorization: Bearer ${jwt}\r\nContent-Type: application/json\r\nworkbook-session-id: ${sessionId}\r\n\r\n{}`,
    { address, cloud: 'usGov', sessionId },
  ],
  [`${path} ${sessionId}`, { address, sessionId }],
  [`b!a 01ABC`, { address }],
  [`b!a,01ABC ${sessionId}`, { address, sessionId }],
  [`b!a, 01ABC ${sessionId}`, { address, sessionId }],
  [`b!a/01ABC ${sessionId}`, { address, sessionId }],
  [`b!a 01ABC workbook-session-id: ${sessionId}`, { address, sessionId }],
  ['/me/drive/root:/My Reports/Budget 2026.xlsx', { address: spaced }],
  [`/me/drive/root:/My Reports/Budget 2026.xlsx ${sessionId}`, { address: spaced, sessionId }],
  [
    `POST /me/drive/root:/My Reports/Budget 2026.xlsx:/workbook/closeSession ${sessionId}`,
    { address: spaced, sessionId },
  ],
  [`'workbook-session-id: a=b'`, { sessionId: 'a=b' }],
  [`{"id":"${sessionId}","persistChanges":true}`, { sessionId }],
  ['a&authorization=b', { sessionId: 'a&authorization=b' }],
];

const refused: readonly (readonly [string, ErrorCode])[] = [
  ['', 'invalidAddress'],
  ['POST', 'invalidAddress'],
  ['b!a', 'invalidAddress'],
  ['/drives/b!a', 'invalidAddress'],
  ['some/thing', 'invalidAddress'],
  ['graph.microsoft.com/v1.0/drives/a/items/b?$select=id', 'invalidAddress'],
  ['https:\\\\graph.microsoft.com', 'invalidAddress'],
  [jwt, 'invalidAddress'],
  [`Bearer ${jwt}`, 'invalidAddress'],
  [`Authorization: Bearer ${jwt}`, 'invalidAddress'],
  [`workbook-session-id: ${jwt}`, 'invalidSessionId'],
  ['workbook-session-id:', 'invalidSessionId'],
  [`POST ${url} workbook-session-id: ""`, 'invalidSessionId'],
  [`'workbook-session-id: cluster=a b'`, 'invalidSessionId'],
  ['cluster=a b', 'invalidSessionId'],
  [`${url} cluster=a b`, 'invalidSessionId'],
  ['cluster=a\r\nX-Evil: 1', 'invalidSessionId'],
  ['cluster=a\0b', 'invalidSessionId'],
  ['cluster=ã', 'invalidSessionId'],
  [`cluster=${'a'.repeat(8193)}`, 'invalidSessionId'],
  ['Budget.xlsx', 'invalidAddress'],
  ['hello', 'invalidAddress'],
  ['01ABCDEF', 'invalidAddress'],
  [`${url} cluster=${'a'.repeat(8193)}`, 'invalidSessionId'],
  [`${url} ${sessionId} cluster=1&session=2`, 'invalidSessionId'],
  ['a'.repeat(100_000), 'invalidAddress'],
  [`https://evil.example${path} ${sessionId}`, 'foreignAddress'],
  [`https://evil.example${path} ${url} ${sessionId}`, 'foreignAddress'],
  [`POST ${path} Host: evil.example workbook-session-id: ${sessionId}`, 'foreignAddress'],
];

describe('A pasted session', () => {
  for (const [text, expected] of read) {
    it(`is read: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readPastedSession(text, sandbox), expectedPaste(expected));
    });
  }

  for (const [text, code] of refused) {
    it(`is refused: ${JSON.stringify(text.slice(0, 90))}: ${code}`, () => {
      assert.throws(() => readPastedSession(text, sandbox), new WorkbookSessionError(code));
    });
  }

  it('gives every session id back byte for byte, however it is put', () => {
    // What the ids of the service have, and what else is in Base64 and URLs.
    const id = fc
      .string({
        unit: fc.constantFrom(...'aZ09&=.-_~!*+:?@#/'.split(''), '%2f', '%3d'),
        minLength: 1,
      })
      .map((text) => `cluster=${text}a`);
    fc.assert(
      fc.property(id, (given) => {
        for (const text of [
          `${url} ${given}`,
          `workbook-session-id: ${given}`,
          `curl ${url} -H 'workbook-session-id: ${given}'`,
          `{"workbook-session-id": "${given}"}`,
        ]) {
          assert.equal(readPastedSession(text, sandbox).sessionId, given);
        }
      }),
    );
  });

  it('never gives an access token back', () => {
    const opaque = fc.string({ unit: fc.constantFrom(...'aZ09-._~+/='.split('')), minLength: 20 });
    const form = fc.constantFrom(
      (token: string) => `${url} Authorization: Bearer ${token}`,
      (token: string) => `curl ${url} -H "Authorization: Bearer ${token}"`,
      (token: string) => `Bearer ${token} ${url}`,
      (token: string) => `{"Authorization":"Bearer ${token}"}`,
      (token: string) => `authorization: ${token} workbook-session-id: ${sessionId}`,
    );
    fc.assert(
      fc.property(opaque, form, (token, put) => {
        try {
          assert.ok(!JSON.stringify(readPastedSession(put(token), sandbox)).includes(token));
        } catch (error) {
          assert.ok(error instanceof WorkbookSessionError, String(error));
        }
      }),
    );
  });

  it('is read or refused, whatever it is', () => {
    const part = fc.constantFrom(
      ...[url, path, sessionId, 'workbook-session-id', ':', '"', "'", ' ', '\n', 'b!a', '01', '{'],
      ...['curl', '-H', 'Authorization', 'Bearer', 'Host:', ',', '}', '\0', 'ã', '<', '>', '='],
    );
    const text = fc.oneof(
      anyText,
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join('')),
    );
    fc.assert(
      fc.property(text, (pasted) => {
        try {
          readPastedSession(pasted, sandbox);
        } catch (error) {
          assert.ok(error instanceof WorkbookSessionError, String(error));
        }
      }),
    );
  });

  it('takes no time, even when it is made to', () => {
    const length = 60_000;
    const parts = [' ', 'a', '"', "'", '/', ':', ',', '=', '{', '<', '\n', 'https://', 'bearer '];
    const more = [
      'authorization:',
      'workbook-session-id',
      'root:/',
      'b!',
      '%',
      '.',
      'a ',
      'a,',
      '. ',
    ];
    for (const part of [...parts, ...more]) {
      const filling = part.repeat(Math.floor(length / part.length));
      for (const text of [filling, `${filling}\0`, `/me/drive/root:/${filling}`, `"${filling}x`]) {
        const start = performance.now();
        try {
          readPastedSession(text, sandbox);
        } catch (error) {
          assert.ok(error instanceof WorkbookSessionError, String(error));
        }
        const ms = performance.now() - start;
        assert.ok(ms < 500, `${JSON.stringify(text.slice(0, 30))} took ${ms} ms`);
      }
    }
  });

  it('belongs to the host that it names, whatever is in use', () => {
    const workbook = { target: globalGraph, address, name: '' };
    const text = `https://graph.microsoft.com/v1.0${path} cluster=1`;
    assert.deepEqual(readPastedSession(text, sandbox), { workbook, sessionId: 'cluster=1' });
  });

  it('belongs to the Graph in use when it names no host', () => {
    for (const target of [globalGraph, sandbox]) {
      const workbook = { target, address, name: '' };
      assert.deepEqual(readPastedSession(path, target), { workbook });
    }
  });

  it('belongs to the sandbox whose address it names, and to no other', () => {
    const workbook = { target: sandbox, address, name: '' };
    assert.deepEqual(readPastedSession(`http://127.0.0.1:8365/v1.0${path}`, sandbox), { workbook });
    for (const [text, target] of [
      [`http://127.0.0.1:8366/v1.0${path}`, sandbox],
      [`http://127.0.0.1:8365/v1.0${path}`, globalGraph],
    ] as const) {
      assert.throws(
        () => readPastedSession(text, target),
        new WorkbookSessionError('foreignAddress'),
      );
    }
  });

  it('belongs to the cloud whose Graph it names, whatever is in use', () => {
    for (const [host, cloud] of [
      ['graph.microsoft.us', 'usGov'],
      ['dod-graph.microsoft.us', 'usGovDoD'],
    ] as const) {
      const workbook = { target: { cloud }, address, name: '' };
      for (const current of [globalGraph, sandbox]) {
        assert.deepEqual(readPastedSession(`https://${host}/v1.0${path}`, current), { workbook });
        assert.deepEqual(readPastedSession(`POST /v1.0${path} Host: ${host} cluster=1`, current), {
          workbook,
          sessionId: 'cluster=1',
        });
      }
    }
  });

  it('without a host belongs to the cloud in use', () => {
    const target = { cloud: 'usGovDoD' } as const;
    assert.deepEqual(readPastedSession(path, target).workbook?.target, target);
  });

  for (const text of [
    `https://microsoftgraph.chinacloudapi.cn/v1.0${path} cluster=1`,
    `POST /v1.0${path} Host: microsoftgraph.chinacloudapi.cn workbook-session-id: cluster=1`,
  ]) {
    it(`of China is refused, with the reason: ${text}`, () => {
      for (const current of [globalGraph, sandbox]) {
        assert.throws(
          () => readPastedSession(text, current),
          new WorkbookSessionError('cloudWithoutWorkbooks'),
        );
      }
    });
  }

  it('has the name that its path tells', () => {
    const { workbook } = readPastedSession('/me/drive/root:/Reports/Q3.xlsx:', globalGraph);
    assert.equal(workbook?.name, 'Q3.xlsx');
  });

  it('may be a session id alone', () => {
    assert.deepEqual(readPastedSession('cluster=1', globalGraph), { sessionId: 'cluster=1' });
  });
});

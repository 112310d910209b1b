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

const read: readonly { readonly text: string; readonly expected: Expected }[] = [
  { text: url, expected: { address, cloud: 'global' } },
  { text: `POST ${url}`, expected: { address, cloud: 'global' } },
  { text: sessionId, expected: { sessionId } },
  { text: `  ${sessionId}  `, expected: { sessionId } },
  { text: `"${sessionId}"`, expected: { sessionId } },
  { text: `workbook-session-id: ${sessionId}`, expected: { sessionId } },
  { text: `Workbook-Session-Id:${sessionId}`, expected: { sessionId } },
  { text: `${url} ${sessionId}`, expected: whole },
  { text: `${sessionId} ${url}`, expected: whole },
  { text: `<${url}>, ${sessionId}`, expected: whole },
  { text: `POST ${url} workbook-session-id: ${sessionId}`, expected: whole },
  {
    text: `POST ${url} HTTP/1.1 Authorization: Bearer ${jwt} workbook-session-id: ${sessionId} {}`,
    expected: whole,
  },
  {
    text: `POST ${url} workbook-session-id: ${sessionId} Authorization: Bearer ${jwt}`,
    expected: whole,
  },
  { text: `${url} Bearer ${jwt} ${sessionId}`, expected: whole },
  { text: `${url} ${jwt} ${sessionId}`, expected: whole },
  { text: `${url} Authorization: Bearer a=b&c=d`, expected: { address, cloud: 'global' } },
  { text: `POST ${url} Authorization: ${jwt}`, expected: { address, cloud: 'global' } },
  {
    text: `curl -X POST '${url}' -H 'Authorization: Bearer ${jwt}' -H 'workbook-session-id: ${sessionId}' -d '{}'`,
    expected: whole,
  },
  {
    text: `curl --request POST --url "${url}" --header "workbook-session-id: ${sessionId}" --header "Authorization: Bearer opaque" --data "{}"`,
    expected: whole,
  },
  {
    text: `curl -H "Accept: application/json" -H "workbook-session-id: ${sessionId}" ${url}`,
    expected: whole,
  },
  {
    text: `curl -X POST ${url} -H "Content-Type: application/json" -d '{"persistChanges":true}'`,
    expected: { address, cloud: 'global' },
  },
  {
    text: `fetch("${url}", { headers: { "workbook-session-id": "${sessionId}" } })`.slice(6),
    expected: whole,
  },
  {
    text: `{"workbook-session-id":"${sessionId}","authorization":"Bearer ${jwt}"}`,
    expected: { sessionId },
  },
  {
    text: `Invoke-RestMethod -Method Post -Uri "${url}" -Headers @{ 'workbook-session-id' = '${sessionId}' }`,
    expected: whole,
  },
  {
    text: `POST /v1.0${path} HTTP/1.1\r\nHost: graph.microsoft.us\r\nAuthorization: Bearer ${jwt}\r\nContent-Type: application/json\r\nworkbook-session-id: ${sessionId}\r\n\r\n{}`,
    expected: { address, cloud: 'usGov', sessionId },
  },
  { text: `${path} ${sessionId}`, expected: { address, sessionId } },
  { text: `b!a 01ABC`, expected: { address } },
  { text: `b!a,01ABC ${sessionId}`, expected: { address, sessionId } },
  { text: `b!a, 01ABC ${sessionId}`, expected: { address, sessionId } },
  { text: `b!a/01ABC ${sessionId}`, expected: { address, sessionId } },
  { text: `b!a 01ABC workbook-session-id: ${sessionId}`, expected: { address, sessionId } },
  { text: '/me/drive/root:/My Reports/Budget 2026.xlsx', expected: { address: spaced } },
  {
    text: `/me/drive/root:/My Reports/Budget 2026.xlsx ${sessionId}`,
    expected: { address: spaced, sessionId },
  },
  {
    text: `POST /me/drive/root:/My Reports/Budget 2026.xlsx:/workbook/closeSession ${sessionId}`,
    expected: { address: spaced, sessionId },
  },
  { text: `'workbook-session-id: a=b'`, expected: { sessionId: 'a=b' } },
  { text: `{"id":"${sessionId}","persistChanges":true}`, expected: { sessionId } },
  { text: 'a&authorization=b', expected: { sessionId: 'a&authorization=b' } },
];

const rejected: readonly { readonly text: string; readonly code: ErrorCode }[] = [
  { text: '', code: 'invalidAddress' },
  { text: 'POST', code: 'invalidAddress' },
  { text: 'b!a', code: 'invalidAddress' },
  { text: '/drives/b!a', code: 'invalidAddress' },
  { text: 'some/thing', code: 'invalidAddress' },
  { text: 'graph.microsoft.com/v1.0/drives/a/items/b?$select=id', code: 'invalidAddress' },
  { text: 'https:\\\\graph.microsoft.com', code: 'invalidAddress' },
  { text: jwt, code: 'invalidAddress' },
  { text: `Bearer ${jwt}`, code: 'invalidAddress' },
  { text: `Authorization: Bearer ${jwt}`, code: 'invalidAddress' },
  { text: `workbook-session-id: ${jwt}`, code: 'invalidSessionId' },
  { text: 'workbook-session-id:', code: 'invalidSessionId' },
  { text: `POST ${url} workbook-session-id: ""`, code: 'invalidSessionId' },
  { text: `'workbook-session-id: cluster=a b'`, code: 'invalidSessionId' },
  { text: 'cluster=a b', code: 'invalidSessionId' },
  { text: `${url} cluster=a b`, code: 'invalidSessionId' },
  { text: 'cluster=a\r\nX-Evil: 1', code: 'invalidSessionId' },
  { text: 'cluster=a\0b', code: 'invalidSessionId' },
  { text: 'cluster=ã', code: 'invalidSessionId' },
  { text: `cluster=${'a'.repeat(8193)}`, code: 'invalidSessionId' },
  { text: 'Budget.xlsx', code: 'invalidAddress' },
  { text: 'hello', code: 'invalidAddress' },
  { text: '01ABCDEF', code: 'invalidAddress' },
  { text: `${url} cluster=${'a'.repeat(8193)}`, code: 'invalidSessionId' },
  { text: `${url} ${sessionId} cluster=1&session=2`, code: 'invalidSessionId' },
  { text: 'a'.repeat(100_000), code: 'invalidAddress' },
  { text: `https://evil.example${path} ${sessionId}`, code: 'foreignAddress' },
  { text: `https://evil.example${path} ${url} ${sessionId}`, code: 'foreignAddress' },
  {
    text: `POST ${path} Host: evil.example workbook-session-id: ${sessionId}`,
    code: 'foreignAddress',
  },
];

describe('A pasted session', () => {
  for (const { text, expected } of read) {
    it(`is read: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readPastedSession(text, sandbox), expectedPaste(expected));
    });
  }

  for (const { text, code } of rejected) {
    it(`is rejected with ${code}: ${JSON.stringify(text.slice(0, 90))}`, () => {
      assert.throws(() => readPastedSession(text, sandbox), new WorkbookSessionError(code));
    });
  }

  it('gives every session ID byte for byte in each form', () => {
    // The characters in the IDs of the service, in Base64, and in URLs.
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

  it('never gives an access token', () => {
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

  it('is read or rejected for any text', () => {
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

  it('is read in under half a second of processor time, even if it is made to be slow', () => {
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
        const start = process.cpuUsage();
        try {
          readPastedSession(text, sandbox);
        } catch (error) {
          assert.ok(error instanceof WorkbookSessionError, String(error));
        }
        const ms = process.cpuUsage(start).user / 1000;
        assert.ok(ms < 500, `${JSON.stringify(text.slice(0, 30))} took ${ms} ms`);
      }
    }
  });

  it('belongs to the host in its URL, not to the sandbox in use', () => {
    const workbook = { target: globalGraph, address, name: '' };
    const text = `https://graph.microsoft.com/v1.0${path} cluster=1`;
    assert.deepEqual(readPastedSession(text, sandbox), { workbook, sessionId: 'cluster=1' });
  });

  it('belongs to the Graph in use if it names no host', () => {
    for (const target of [globalGraph, sandbox]) {
      const workbook = { target, address, name: '' };
      assert.deepEqual(readPastedSession(path, target), { workbook });
    }
  });

  it('belongs to the sandbox in use only if it names its port', () => {
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

  it('belongs to the cloud of its host, not to the Graph in use', () => {
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

  it('belongs to the cloud in use if it names no host', () => {
    const target = { cloud: 'usGovDoD' } as const;
    assert.deepEqual(readPastedSession(path, target).workbook?.target, target);
  });

  for (const text of [
    `https://microsoftgraph.chinacloudapi.cn/v1.0${path} cluster=1`,
    `POST /v1.0${path} Host: microsoftgraph.chinacloudapi.cn workbook-session-id: cluster=1`,
  ]) {
    it(`is rejected with a reason for the Graph of China: ${text}`, () => {
      for (const current of [globalGraph, sandbox]) {
        assert.throws(
          () => readPastedSession(text, current),
          new WorkbookSessionError('cloudWithoutWorkbooks'),
        );
      }
    });
  }

  it('has the file name from its path', () => {
    const { workbook } = readPastedSession('/me/drive/root:/Reports/Q3.xlsx:', globalGraph);
    assert.equal(workbook?.name, 'Q3.xlsx');
  });

  it('can be a session ID alone', () => {
    assert.deepEqual(readPastedSession('cluster=1', globalGraph), { sessionId: 'cluster=1' });
  });
});

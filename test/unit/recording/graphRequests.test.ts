import assert from 'node:assert/strict';
import { graphRequestOf, isGraphOrigin, mayBeOfGraph } from '../../../src/recording/graphRequests';

describe('A request of a recorded program', () => {
  const item = '/v1.0/drives/b!a/items/01A';
  const workbooks: readonly (readonly [string, string, string, string])[] = [
    ['POST', `${item}/workbook/createSession`, item, 'createSession'],
    ['POST', `${item}/workbook/microsoft.graph.createSession`, item, 'createSession'],
    ['POST', `${item}/workbook/createSession()`, item, 'createSession'],
    ['POST', `${item}/workbook/refreshSession?a=/workbook/b`, item, 'refreshSession'],
    ['POST', `${item}/workbook/closeSession`, item, 'closeSession'],
    ['GET', `${item}/workbook/closeSession`, item, 'other'],
    ['GET', `${item}/workbook/sessionInfoResource(key='a')`, item, 'createSession'],
    ['GET', `${item}/workbook/worksheets('workbook/x')/range`, item, 'other'],
    ['PATCH', '/beta/me/drive/items/01A/workbook/tables/1', '/beta/me/drive/items/01A', 'other'],
    [
      ...(['POST', '/v1.0/me/drive/root:/a/workbook/b.xlsx:/workbook/createSession'] as const),
      ...(['/v1.0/me/drive/root:/a/workbook/b.xlsx:', 'createSession'] as const),
    ],
    [
      ...(['POST', '/v1.0/me/drive/root:/workbook/b.xlsx:/workbook/closeSession'] as const),
      ...(['/v1.0/me/drive/root:/workbook/b.xlsx:', 'closeSession'] as const),
    ],
    [
      ...(['POST', '/v1.0/sites/a.b:/teams/hr:/drive/items/1/workbook/createSession'] as const),
      ...(['/v1.0/sites/a.b:/teams/hr:/drive/items/1', 'createSession'] as const),
    ],
  ];
  for (const [method, target, path, action] of workbooks) {
    it(`calls a workbook with ${method} ${target}`, () => {
      const request = graphRequestOf(method, target);
      assert.ok(request?.kind === 'workbook' && mayBeOfGraph(target));
      assert.deepEqual([request.path, request.action], [path, action]);
    });
  }

  for (const version of ['/v1.0', '/beta']) {
    for (const name of ['$batch', '%24batch', '$batch?a=b']) {
      it(`is a batch with POST ${version}/${name}`, () => {
        assert.deepEqual(graphRequestOf('POST', `${version}/${name}`), { kind: 'batch', version });
        assert.ok(mayBeOfGraph(`${version}/${name}`));
      });
    }
  }

  const others = [
    ...['/', '/workbook/createSession', '/v2.0/me/drive/items/1/workbook/createSession'],
    ...['/v1.0/me/drive/items/1/workbooks', '/v1.0/me?x=/workbook/createSession', '/v1.0/batch'],
    ...['/v1.0/me/drive/root:/workbook/createSession', '/v1.0/a/$batch'],
    `/v1.0/${'a'.repeat(20_000)}/workbook/createSession`,
  ];
  for (const target of others) {
    it(`is none to a workbook with POST ${target.slice(0, 80)}`, () => {
      assert.equal(graphRequestOf('POST', target), undefined);
    });
  }

  const origins: readonly (readonly [string, boolean])[] = [
    ['https://graph.microsoft.com', true],
    ['https://graph.microsoft.com:8443', true],
    ['https://graph.microsoft.us', true],
    ['https://dod-graph.microsoft.us', true],
    ['http://127.0.0.1:8365', true],
    ['https://127.0.0.1:8365', true],
    ['http://[::1]:8365', true],
    ['http://localhost', true],
    ['http://graph.microsoft.com', false],
    ['https://graph.microsoft.com.example.com', false],
    ['https://example.com', false],
    ['ws://127.0.0.1', false],
  ];
  for (const [origin, is] of origins) {
    it(`${is ? 'goes' : 'does not go'} to Graph or a sandbox at ${origin}`, () => {
      assert.equal(isGraphOrigin(new URL(origin)), is);
    });
  }
});

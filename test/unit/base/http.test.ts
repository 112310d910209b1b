import assert from 'node:assert/strict';
import { createHttpClient, HttpError } from '../../../src/base/http';

const secret = 'cluster=secret';

describe('The HTTP client refuses before anything is sent', () => {
  const http = createHttpClient({ agent: () => assert.fail('there was a request') });
  const valid = {
    method: 'POST',
    url: 'http://127.0.0.1:1/secret',
    headers: {},
    timeoutMs: 1000,
    maxBodyBytes: 1000,
  } as const;

  const refused: readonly (readonly [string, Partial<Parameters<typeof http.send>[0]>])[] = [
    ['a header value with CR and LF', { headers: { 'workbook-session-id': `${secret}\r\nA: b` } }],
    ['a header value with LF', { headers: { 'workbook-session-id': `${secret}\n` } }],
    ['a header value with NUL', { headers: { 'workbook-session-id': `${secret}\0` } }],
    ['a header value beyond Latin-1', { headers: { 'workbook-session-id': `${secret}✓` } }],
    ['a header name with a line break', { headers: { 'A\r\nB': 'c' } }],
    ['a header name that is empty', { headers: { '': 'c' } }],
    ['no URL', { url: 'secret' }],
    ['a port that does not exist', { url: 'http://127.0.0.1:99999/secret' }],
    ['another scheme', { url: 'data:text/plain,secret' }],
    ['a file', { url: 'file:///secret' }],
    ['credentials in the URL', { url: 'http://secret:b@127.0.0.1:1/' }],
    ['a GET with a body', { method: 'GET', body: secret }],
  ];
  for (const [what, change] of refused) {
    it(what, async () => {
      await assert.rejects(http.send({ ...valid, ...change }), (error) => {
        assert.ok(error instanceof HttpError);
        assert.deepEqual([error.kind, error.mayHaveBeenSent], ['invalidRequest', false]);
        assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /secret/);
        return true;
      });
    });
  }
});

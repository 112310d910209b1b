import assert from 'node:assert/strict';
import { createHttpClient, HttpError, type HttpRequest } from '../../../src/base/http';

const secret = 'cluster=secret';

describe('The HTTP client sends nothing', () => {
  const http = createHttpClient({ agent: () => assert.fail('A request was sent.') });
  const valid = {
    method: 'POST',
    url: 'http://127.0.0.1:1/secret',
    headers: {},
    timeoutMs: 1000,
    maxBodyBytes: 1000,
  } as const;

  const rejected: readonly { readonly what: string; readonly change: Partial<HttpRequest> }[] = [
    {
      what: 'a header value with CR and LF',
      change: { headers: { 'workbook-session-id': `${secret}\r\nA: b` } },
    },
    {
      what: 'a header value with LF',
      change: { headers: { 'workbook-session-id': `${secret}\n` } },
    },
    {
      what: 'a header value with NUL',
      change: { headers: { 'workbook-session-id': `${secret}\0` } },
    },
    {
      what: 'a header value beyond Latin-1',
      change: { headers: { 'workbook-session-id': `${secret}✓` } },
    },
    { what: 'a header name with a line break', change: { headers: { 'A\r\nB': 'c' } } },
    { what: 'an empty header name', change: { headers: { '': 'c' } } },
    { what: 'a text that is no URL', change: { url: 'secret' } },
    { what: 'a port that does not exist', change: { url: 'http://127.0.0.1:99999/secret' } },
    { what: 'another scheme', change: { url: 'data:text/plain,secret' } },
    { what: 'a file URL', change: { url: 'file:///secret' } },
    { what: 'a user name in the URL', change: { url: 'http://secret:b@127.0.0.1:1/' } },
    { what: 'a GET with a body', change: { method: 'GET', body: secret } },
  ];
  for (const { what, change } of rejected) {
    it(`with ${what}`, async () => {
      await assert.rejects(http.send({ ...valid, ...change }), (error) => {
        assert.ok(error instanceof HttpError);
        assert.equal(error.kind, 'invalidRequest');
        assert.equal(error.mayHaveBeenSent, false);
        assert.doesNotMatch(`${error.message} ${String(error.cause)}`, /secret/);
        return true;
      });
    });
  }
});

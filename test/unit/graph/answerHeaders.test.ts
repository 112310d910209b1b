import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { HttpResponse } from '../../../src/base/http';
import {
  claimsOfChallenge,
  requestIdOf,
  retryAfterOf,
  withoutReflectedSecrets,
  type HeaderReader,
} from '../../../src/graph/answerHeaders';
import { someTime } from '../../builders';
import { anyText } from '../anyText';

const now = someTime;

const headersOf =
  (headers: Readonly<Record<string, string | undefined>>): HeaderReader =>
  (name) =>
    headers[name.toLowerCase()];

describe('Retry-After', () => {
  const seconds = 1000;
  const day = 86_400 * seconds;
  const inSeconds = (count: number) => new Date(now + count * seconds).toUTCString();
  const waitOf = (value: string | undefined, date?: string, ourNow = now) =>
    retryAfterOf(headersOf({ 'retry-after': value, date }), ourNow);

  for (const { value, waitMs } of [
    { value: '0', waitMs: 0 },
    { value: '5', waitMs: 5 * seconds },
    { value: ' 5 ', waitMs: 5 * seconds },
    { value: '1.5', waitMs: 1.5 * seconds },
    { value: '-5', waitMs: 0 },
    { value: '86400', waitMs: day },
    { value: '9'.repeat(400), waitMs: Number.MAX_SAFE_INTEGER },
    { value: inSeconds(90), waitMs: 90 * seconds },
    { value: inSeconds(-90), waitMs: 0 },
    { value: 'Thursday, 01-Jan-26 00:01:00 GMT', waitMs: 60 * seconds },
    { value: 'Thu Jan  1 00:01:00 2026', waitMs: 60 * seconds },
  ]) {
    it(`“${value.slice(0, 40)}” is a wait of ${waitMs} ms`, () => {
      assert.equal(waitOf(value), waitMs);
    });
  }

  it('that is absent is no wait', () => {
    assert.equal(waitOf(undefined), undefined);
  });

  for (const value of ['', '5, 5', '5 apples', 'soon', 'May 5', 'Infinity', 'NaN', '1e9', '0x10']) {
    it(`“${value}” is no wait`, () => {
      assert.equal(waitOf(value), undefined);
    });
  }

  for (const { offsetMs, what } of [
    { offsetMs: 0, what: 'is right' },
    { offsetMs: -day, what: 'is a day slow' },
    { offsetMs: day, what: 'is a day fast' },
  ]) {
    it(`with a date counts from the answer’s Date when our clock ${what}`, () => {
      assert.equal(waitOf(inSeconds(90), inSeconds(60), now + offsetMs), 30 * seconds);
    });
  }

  for (const date of ['today', undefined]) {
    it(`with a date counts from our clock when the answer’s Date is ${date ?? 'absent'}`, () => {
      assert.equal(waitOf(inSeconds(90), date), 90 * seconds);
    });
  }

  it('is never negative or infinite, whatever the header contains', () => {
    fc.assert(
      fc.property(fc.string(), (value) => {
        const wait = waitOf(value) ?? 0;
        assert.ok(wait >= 0 && Number.isFinite(wait));
      }),
    );
  });
});

describe('The claims of a challenge', () => {
  const claims = { access_token: { nbf: { essential: true, value: '1700000000' } } };
  const json = JSON.stringify(claims);
  const encoded = (text: string) => Buffer.from(text).toString('base64');
  const base64 = encoded(json);
  const claimsIn = (header: string | undefined) =>
    claimsOfChallenge(headersOf({ 'www-authenticate': header }));

  // From https://learn.microsoft.com/entra/identity-platform/claims-challenge, and variations.
  for (const { what, header } of [
    { what: 'a header with nothing else', header: `Bearer claims="${base64}"` },
    {
      what: 'base64url',
      header: `Bearer claims="${Buffer.from(json).toString('base64url')}"`,
    },
    {
      what: 'the header that Graph sends',
      header: `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="${base64}", cc_type="authcontext"`,
    },
    {
      what: 'the second of two challenges',
      header: `Basic realm="a, b", Bearer realm="x", claims="${base64}"`,
    },
    { what: 'a header in upper case', header: `BEARER CLAIMS="${base64}"` },
  ]) {
    it(`are read from ${what}`, () => {
      assert.deepEqual(JSON.parse(claimsIn(header) ?? 'null'), claims);
    });
  }

  for (const { what, header } of [
    { what: 'there is no header', header: undefined },
    { what: 'the header is empty', header: '' },
    { what: 'the challenge has none', header: 'Bearer realm="", error="invalid_token"' },
    { what: 'they are not base64', header: 'Bearer claims="{}"' },
    { what: 'they are not JSON', header: `Bearer claims="${encoded('no')}"` },
    { what: 'they are not an object', header: `Bearer claims="${encoded('[1]')}"` },
    { what: 'the scheme is another', header: `Basic claims="${base64}"` },
    { what: 'the parameter has another name', header: `Bearer xclaims="${base64}"` },
    {
      what: 'they are in the text of another parameter',
      header: `Bearer realm="claims=${base64}"`,
    },
    {
      what: 'they are too long',
      header: `Bearer claims="${encoded(JSON.stringify({ a: 'x'.repeat(9000) }))}"`,
    },
  ]) {
    it(`are absent when ${what}`, () => {
      assert.equal(claimsIn(header), undefined);
    });
  }

  it('are JSON or absent, whatever the header contains', () => {
    const part = fc.constantFrom('Bearer ', 'claims="', base64, 'bnVsbA==', '"', ', ', 'x=', '=');
    const parts = fc.array(part, { maxLength: 8 }).map((texts) => texts.join(''));
    fc.assert(
      fc.property(fc.oneof(anyText, parts), (text) => {
        const found = claimsIn(`Bearer ${text}`);
        assert.ok(found === undefined || JSON.parse(found));
      }),
    );
  });
});

describe('The request id of an answer', () => {
  const id = 'b9b6e2a4-0a8d-4a4e-8f3f-1d2f3a4b5c6d';
  const answerWith = (requestId: string | undefined): HttpResponse => ({
    status: 200,
    header: headersOf({ 'request-id': requestId, date: 'today' }),
    headers: () => ({}),
    body: '',
  });

  it('is read when it is a GUID', () => {
    assert.equal(requestIdOf(headersOf({ 'request-id': id })), id);
  });

  for (const text of ['cluster=PSG4&session=15', 'b9b6e2a40a8d4a4e8f3f1d2f3a4b5c6d', 'deadbeef']) {
    it(`is ignored when it is ${text}`, () => {
      assert.equal(requestIdOf(headersOf({ 'request-id': text })), undefined);
    });
  }

  for (const { what, secret, requestId } of [
    { what: 'a whole secret', secret: id, requestId: id },
    { what: 'a part of a secret', secret: `cluster=${id}`, requestId: `x-${id.slice(0, 8)}` },
    { what: 'a secret in upper case', secret: id, requestId: id.toUpperCase() },
  ]) {
    it(`is removed when it reflects ${what}`, () => {
      const answer = withoutReflectedSecrets(answerWith(requestId), [undefined, secret]);
      assert.equal(answer.header('Request-Id'), undefined);
      assert.equal(answer.header('date'), 'today');
    });
  }

  for (const { what, requestId } of [
    { what: 'it reflects no secret', requestId: id },
    { what: 'there is none', requestId: undefined },
  ]) {
    it(`is left alone when ${what}`, () => {
      const answer = withoutReflectedSecrets(answerWith(requestId), ['another secret']);
      assert.equal(answer.header('request-id'), requestId);
    });
  }
});

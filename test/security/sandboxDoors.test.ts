import assert from 'node:assert/strict';
import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { CredentialSelector } from '../../src/accounts/credentialSelector';
import { PastedCredential } from '../../src/accounts/pastedCredential';
import { sandboxToken } from '../../src/base/sandboxToken';
import { startSandbox, type Sandbox } from '../../src/sandbox/sandbox';
import { globalGraph } from '../builders';
import { FakeCredential } from '../fakes/fakeCredential';
import { ManualClock } from '../fakes/manualClock';
import { send as sendTo } from '../http/sandbox/client';
import { aCall, benchPerTest, finderOf, json } from './bench';

const secret = 'a-secret-that-only-the-terminal-knows';
const createPath = (sandbox: Sandbox) =>
  `/v1.0/drives/${sandbox.samples[0]!.driveId}/items/${sandbox.samples[0]!.itemId}/workbook/createSession`;

describe('The sandbox’s port, which every page and program of this machine can reach', () => {
  let sandbox: Sandbox;
  let withAdminApi: Sandbox;
  beforeEach(async () => {
    sandbox = await startSandbox();
    withAdminApi = await startSandbox({ adminSecret: secret });
  });
  afterEach(() => Promise.all([sandbox.close(), withAdminApi.close()]));

  /** Sends it with the sandbox's token, unless told otherwise: as a browser or a program may. */
  const send = (
    path: string,
    headers: Record<string, string>,
    { to = sandbox, method = 'POST', body = '{"persistChanges":true}' } = {},
  ) =>
    sendTo(to, path, {
      method,
      headers: {
        'Content-Type': 'application/json',
        Authorization: `Bearer ${sandboxToken}`,
        ...headers,
      },
      ...(method === 'POST' && { body }),
    });
  const opened = () => sandbox.openSessions.length;
  const host = () => new URL(sandbox.endpoint).host;

  it('is called by a page whose name was made to resolve to this machine', async () => {
    const { port } = new URL(sandbox.endpoint);
    for (const foreign of [
      `evil.example:${port}`,
      `127.0.0.1.evil.example:${port}`,
      `127.0.0.1:${port}.evil.example`,
      '127.0.0.1',
      '127.0.0.1:1',
      `0.0.0.0:${port}`,
    ]) {
      const { status, body } = await send(createPath(sandbox), { Host: foreign });
      assert.equal(status, 403, foreign);
      assert.equal(body, '');
      assert.equal((await send('/', { Host: foreign }, { method: 'GET' })).status, 403, foreign);
    }
    assert.equal(opened(), 0);
    assert.equal(sandbox.requests.length, 0);
    assert.equal((await send(createPath(sandbox), { Host: host() })).status, 201);
  });

  it('is called by a page of another origin', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'vscode-webview://evil',
      `https://${host()}`,
      `http://${host()}.evil.example`,
      'http://127.0.0.1:1',
    ]) {
      const answer = await send(createPath(sandbox), { Host: host(), Origin: origin });
      assert.equal(answer.status, 403, origin);
      assert.equal(answer.headers['access-control-allow-origin'], undefined);
    }
    assert.equal(opened(), 0);
    assert.equal(sandbox.requests.length, 0);
  });

  it('is called by a page of another site that names no origin', async () => {
    for (const site of ['cross-site', 'same-site', 'x', '', 'none, cross-site']) {
      const headers = { Host: host(), 'Sec-Fetch-Site': site };
      assert.equal((await send(createPath(sandbox), headers)).status, 403, site);
      assert.equal((await send('/', headers, { method: 'GET' })).status, 403, site);
    }
    assert.equal(opened(), 0);
    assert.equal(sandbox.requests.length, 0);
    for (const site of ['none', 'same-origin']) {
      const headers = { Host: host(), 'Sec-Fetch-Site': site };
      assert.equal((await send(createPath(sandbox), headers)).status, 201, site);
    }
  });

  it('is flooded with requests, violations and sessions', async () => {
    const small = await startSandbox({ mostRemembered: 10 });
    try {
      const path = createPath(small);
      const answers = [];
      for (let n = 0; n < 15; n += 1) {
        answers.push(await send(path, { 'X-Large': 'x'.repeat(2000) }, { to: small }));
      }
      assert.deepEqual(
        answers.map(({ status }) => status),
        [...Array<number>(10).fill(201), ...Array<number>(5).fill(429)],
      );
      assert.equal(small.openSessions.length, 10);
      // Each lacks a client-request-id.
      assert.equal(small.violations.length, 10);
      assert.ok(small.requests.length < 10, 'By then it is too many characters.');
      const requests = 15 - small.requests.length;
      assert.deepEqual(small.dropped, { requests, violations: 5 });
      assert.equal(small.requests.at(-1)?.status, 429);
    } finally {
      await small.close();
    }
  });

  it('is called with a real or a guessed token', async () => {
    for (const token of ['', 'Bearer', 'Bearer x', `Bearer ${sandboxToken}x`, 'Bearer eyJ.e30.x']) {
      const { status } = await send(createPath(sandbox), { Authorization: token });
      assert.equal(status, 401, token);
    }
    assert.equal(opened(), 0);
  });

  it('is called with a real token while it accepts every token', async () => {
    const open = await startSandbox({ auth: 'any' });
    try {
      const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
      const claims = part({ aud: 'https://graph.microsoft.com', upn: 'ada@workbooks.example' });
      const token = `${part({ alg: 'RS256' })}.${claims}.a-signature`;
      const real = { Authorization: `Bearer ${token}` };
      const { status, body } = await send(createPath(open), real, { to: open });
      assert.equal(status, 401);
      await send(`/v1.0/me/drive?access_token=${token}`, {}, { to: open, body: token });
      const kept = JSON.stringify([open.requests, open.violations, body]);
      for (const secretPart of token.split('.')) {
        assert.ok(!kept.includes(secretPart), kept);
      }
      assert.deepEqual(open.openSessions, []);
      assert.equal(open.requests.length, 2);
    } finally {
      await open.close();
    }
  });

  it('is called at its admin API with a guessed secret', async () => {
    const path = '/_sandbox/admin/requests';
    const asked = { to: withAdminApi, method: 'GET' };
    for (const guess of [
      'Bearer',
      'Bearer ',
      `Bearer ${secret.slice(0, -1)}`,
      `Bearer ${secret}x`,
      `bearer ${secret}`,
      `Bearer ${sandboxToken}`,
      `Basic ${secret}`,
    ]) {
      const answer = await send(path, { Authorization: guess }, asked);
      assert.equal(answer.status, 401, guess);
      assert.doesNotMatch(answer.body, new RegExp(secret));
    }
    const rebound = { Authorization: `Bearer ${secret}`, Host: 'evil.example' };
    assert.equal((await send(path, rebound, asked)).status, 403);
    assert.equal((await send(path, { Authorization: `Bearer ${secret}` }, asked)).status, 200);
  });

  it('is called at an admin API that is turned off', async () => {
    for (const guess of ['', 'undefined', 'null', sandboxToken]) {
      const headers = { Authorization: `Bearer ${guess}` };
      const { status } = await send('/_sandbox/admin/requests', headers, { method: 'GET' });
      assert.ok(status === 401 || status === 404 || status === 400, `${guess}: ${status}`);
      const reset = await send('/_sandbox/admin/reset', headers, { body: '{}' });
      assert.notEqual(reset.status, 200, guess);
    }
    // They are on record as wrong calls: nothing has been reset.
    assert.notEqual(sandbox.requests.length, 0);
  });

  it('gets a body that never ends', async () => {
    const request = httpRequest(`${sandbox.endpoint}${createPath(sandbox)}`, {
      method: 'POST',
      agent: false,
      headers: { Authorization: `Bearer ${sandboxToken}`, 'Content-Type': 'application/json' },
    });
    request.on('error', () => undefined); // It hangs up at last.
    const answered = once(request, 'response') as Promise<[IncomingMessage]>;
    const chunk = Buffer.alloc(64 * 1024, ' ');
    for (let sent = 0; sent < 4 * 1024 * 1024; sent += chunk.length) {
      request.write(chunk);
    }
    // The body has not ended: it answers because it has had enough.
    const [response] = await answered;
    assert.equal(response.statusCode, 413);
    request.destroy();
    assert.equal(opened(), 0);
  });
});

describe('Another program on the port of a sandbox', () => {
  const running = benchPerTest();

  it('takes the port after the sandbox has ended', async () => {
    const { bench } = running;
    const clock = new ManualClock();
    const pasted = new PastedCredential(clock, () => 'global');
    pasted.use('a-real-token-of-the-user');
    const signedIn = new FakeCredential();
    const signIns = { vscode: signedIn, msal: signedIn };
    const credentials = new CredentialSelector(pasted, signIns, () => 'vscode');
    const endpoint = new URL(bench.server.url).origin;
    bench.answerByHand(json(200, { value: [] }));
    const target = {
      cloud: 'sandbox',
      sandbox: { endpoint, instanceId: 'it-has-ended', processId: 1 },
    } as const;
    const token = await credentials.getAccessToken({ target, interactive: false });
    await finderOf(bench).children('ownRoot', aCall({ target, token }));
    assert.deepEqual(
      bench.server.requests.map(({ headers }) => headers.authorization),
      [`Bearer ${sandboxToken}`],
    );
  });

  it('would get a real token by a mistake of the extension', async () => {
    const { bench } = running;
    const sandbox = { endpoint: new URL(bench.server.url).origin, instanceId: 'x', processId: 1 };
    const call = aCall({ target: { cloud: 'sandbox', sandbox } });
    await assert.rejects(finderOf(bench).children('ownRoot', call), /not for this target/);
    const fake = { value: sandboxToken, audience: 'sandbox' } as const;
    bench.answerByHand(json(200, { value: [] }));
    await assert.rejects(
      finderOf(bench).children('ownRoot', aCall({ target: globalGraph, token: fake })),
      /not for this target/,
    );
    assert.deepEqual(bench.server.sockets, []);
  });
});

import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { request } from 'node:https';
import { json } from 'node:stream/consumers';
import { sandboxToken } from '../../../src/base/sandboxToken';
import type { Fault } from '../../../src/sandbox/faults';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../../src/sandbox/sandbox';
import type { SandboxSeed } from '../../../src/sandbox/seed';
import { act, errorCodes, getItem, sandboxPerTest, send, violationKinds } from './client';

/** Runs with a sandbox of its own. */
async function withSandbox(
  options: SandboxOptions,
  run: (sandbox: Sandbox) => Promise<void> | void,
): Promise<void> {
  const sandbox = await startSandbox(options);
  try {
    await run(sandbox);
  } finally {
    await sandbox.close();
  }
}

const open = async (sandbox: Sandbox, headers: Record<string, string> = {}) => {
  const answer = await act(sandbox, 'createSession', sandbox.samples[0]!, { headers });
  return answer.status;
};

describe('The health of the sandbox', () => {
  const test = sandboxPerTest({ adminSecret: 'a-secret-of-this-test' });

  it('is shown without a token, and without a secret or an address', async () => {
    const { status, headers, body } = await send(test.sandbox, '/health');
    assert.equal(status, 200);
    assert.equal(headers['content-type'], 'application/json');
    const { version, ...others } = JSON.parse(body) as Record<string, unknown>;
    assert.match(String(version), /^\d+\.\d+\.\d+$/);
    assert.deepEqual(others, { status: 'ok', name: 'workbook-sessions-sandbox' });
    assert.deepEqual(test.sandbox.requests, []);
    const foreign = await send(test.sandbox, '/health', { headers: { Host: 'rebound.example' } });
    assert.equal(foreign.status, 403);
  });
});

describe('The option auth of the sandbox', () => {
  it('accepts only the fake token by default', () =>
    withSandbox({}, async (sandbox) => {
      assert.equal(sandbox.token, sandboxToken);
      assert.equal(await open(sandbox), 201);
      assert.equal(await open(sandbox, { Authorization: 'Bearer other' }), 401);
    }));

  it('accepts every token with `any`, but no request without one', () =>
    withSandbox({ auth: 'any' }, async (sandbox) => {
      const forAnotherService = `h.${base64({ aud: 'api://orders' })}.s`;
      for (const token of [sandboxToken, 'other', 'a.b.c', forAnotherService]) {
        assert.equal(await open(sandbox, { Authorization: `Bearer ${token}` }), 201, token);
      }
      for (const Authorization of ['', 'Bearer', 'Basic eDp5']) {
        assert.equal(await open(sandbox, { Authorization }), 401, Authorization);
      }
    }));

  const audiences: readonly unknown[] = [
    'https://graph.microsoft.com',
    'https://graph.microsoft.com/',
    'HTTPS://Graph.Microsoft.com',
    'https://graph.microsoft.us',
    'https://dod-graph.microsoft.us/',
    'https://microsoftgraph.chinacloudapi.cn',
    '00000003-0000-0000-c000-000000000000',
    '00000003-0000-0000-C000-000000000000/graph.microsoft.com@tenant',
    'spn:00000003-0000-0000-c000-000000000000',
    ['api://orders', 'https://graph.microsoft.com'],
  ];
  for (const auth of ['any', 'sandboxToken'] as const) {
    for (const aud of audiences) {
      it(`refuses with \`${auth}\` a token for ${JSON.stringify(aud)}, and keeps nothing of it`, () =>
        withSandbox({ auth }, async (sandbox) => {
          const token = `${base64({ alg: 'RS256' })}.${base64({ aud, name: 'Ada' })}.signature-x`;
          const answer = await act(sandbox, 'createSession', sandbox.samples[0]!, {
            headers: { Authorization: `Bearer ${token}` },
          });
          assert.equal(answer.status, 401);
          assert.equal(errorCodes(answer)[0], 'InvalidAuthenticationToken');
          assert.match(answer.body, /A real access token for Microsoft Graph was sent/);
          assert.deepEqual(sandbox.openSessions, []);
          assert.deepEqual(violationKinds(sandbox), ['tokenForGraph']);
          const kept = JSON.stringify([sandbox.requests, sandbox.violations, answer]);
          for (const part of token.split('.')) {
            assert.ok(!kept.includes(part), kept);
          }
        }));
    }
  }

  it('removes a token for Graph from every other place in a request', () =>
    withSandbox({ auth: 'any' }, async (sandbox) => {
      const token = `h.${base64({ aud: 'https://graph.microsoft.com' })}.s`;
      const headers = { 'x-token': `x ${token};`, 'client-request-id': token };
      await act(sandbox, 'createSession', sandbox.samples[0]!, { headers, body: `"${token}"` });
      await getItem(sandbox, `/v1.0/me?access_token=${token}`);
      assert.ok(!JSON.stringify([sandbox.requests, sandbox.violations]).includes(token));
      assert.equal(sandbox.requests.length, 2);
    }));

  const opaque = `EwB${'gA8l6BAAU+/'.repeat(30)}==`;
  const encodings: Readonly<Record<string, (token: string) => string>> = {
    plain: (token) => token,
    'percent-encoded': (token) => encodeURIComponent(token).replaceAll('.', '%2E'),
    'encoded twice': (token) =>
      encodeURIComponent(encodeURIComponent(token).replaceAll('.', '%2e')),
  };
  const realTokens = {
    'an opaque token of a personal account': opaque,
    'a JSON Web Token': `h.${base64({ aud: 'https://graph.microsoft.com', name: 'Ada' })}.s`,
  };
  it('keeps nothing of an opaque token after an encoded character', () =>
    withSandbox({ auth: 'any' }, async (sandbox) => {
      await getItem(sandbox, `/v1.0/me/drive/root?query=access_token%3D${opaque}`);
      assert.ok(!JSON.stringify(sandbox.requests).includes('EwB'));
    }));

  for (const [what, token] of Object.entries(realTokens)) {
    for (const [how, encode] of Object.entries(encodings)) {
      it(`keeps nothing of ${what} in a URL, ${how}`, () =>
        withSandbox({ auth: 'any' }, async (sandbox) => {
          await getItem(sandbox, `/v1.0/me/drive/root?access_token=${encode(token)}&x=1`);
          const [recorded] = sandbox.requests;
          assert.equal(
            recorded?.path.replace(/^.*=(?=removed)/, ''),
            'removed-token-for-microsoft-graph&x=1',
          );
        }));
    }
  }

  it('refuses with `any` an opaque token of a personal account, and keeps nothing of it', () =>
    withSandbox({ auth: 'any' }, async (sandbox) => {
      assert.equal(await open(sandbox, { Authorization: `Bearer ${opaque}` }), 401);
      assert.deepEqual(violationKinds(sandbox), ['tokenForGraph']);
      assert.ok(!JSON.stringify([sandbox.requests, sandbox.violations]).includes('EwB'));
    }));

  it('lets a function decide', () =>
    withSandbox({ auth: (token) => token === 'mine' }, async (sandbox) => {
      assert.equal(await open(sandbox, { Authorization: 'Bearer mine' }), 201);
      assert.equal(await open(sandbox), 401);
    }));

  it('answers 500 when the function throws, and goes on', () => {
    const auth = (token: string) => {
      if (token === 'wrong') {
        throw new Error('A mistake in the test of a user.');
      }
      return true;
    };
    return withSandbox({ auth }, async (sandbox) => {
      assert.equal(await open(sandbox, { Authorization: 'Bearer wrong' }), 500);
      assert.equal(await open(sandbox), 201);
    });
  });

  it('is refused when it is unknown', () =>
    assert.rejects(startSandbox({ auth: 'none' as 'any' }), {
      message: 'auth must be "sandboxToken", "any" or a function, not "none".',
    }));
});

describe('The option seed of the sandbox', () => {
  const seed: SandboxSeed = {
    workbooks: [
      { path: 'Tests/Plan.xlsx', itemId: '01MYOWNID', size: 5 },
      { path: 'Tests/Slow.xlsx', drive: 'site', isSlow: true },
      { path: 'budget.XLSX', itemId: '01REPLACED' },
    ],
    sessions: [
      { path: 'tests/plan.xlsx', persistChanges: true, sessionId: 'an-old-session' },
      { path: 'Orçamento 2026.xlsx', persistChanges: false },
      { path: 'Tests/Slow.xlsx', drive: 'site', persistChanges: true },
    ],
  };
  const item = async (sandbox: Sandbox, path: string) => {
    const { status, body } = await getItem(sandbox, path);
    assert.equal(status, 200, body);
    return JSON.parse(body) as Record<string, unknown>;
  };

  it('adds workbooks, with their folders', () =>
    withSandbox({ seed }, async (sandbox) => {
      const { id, size, parentReference } = await item(
        sandbox,
        '/v1.0/me/drive/root:/Tests/Plan.xlsx',
      );
      assert.deepEqual([id, size], ['01MYOWNID', 5]);
      const { driveId } = parentReference as { driveId: string };
      const slow = await act(sandbox, 'createSession', { driveId, itemId: '01MYOWNID' });
      assert.equal(slow.status, 201);
      const { value } = await item(sandbox, "/v1.0/me/drive/root/search(q='plan')");
      assert.ok((value as { id: string }[]).some((found) => found.id === '01MYOWNID'));
    }));

  it('adds slow workbooks', () =>
    withSandbox({ seed }, async (sandbox) => {
      const slow = sandbox.openSessions[2]!;
      const headers = { Prefer: 'respond-async' };
      assert.equal((await act(sandbox, 'createSession', slow, { headers })).status, 202);
    }));

  it('replaces the sample file at the same path', () =>
    withSandbox({ seed }, async (sandbox) => {
      const { id } = await item(sandbox, '/v1.0/me/drive/root:/Budget.xlsx');
      assert.equal(id, '01REPLACED');
    }));

  it('opens sessions, which are no leaks', () =>
    withSandbox({ seed }, async (sandbox) => {
      assert.deepEqual(
        sandbox.openSessions.map(({ persistChanges }) => persistChanges),
        [true, false, true],
      );
      assert.deepEqual(sandbox.leaks, []);
      const [first] = sandbox.openSessions;
      const { status } = await act(sandbox, 'closeSession', first!, {
        sessionId: 'an-old-session',
      });
      assert.equal(status, 204);
    }));

  it('is not shared with another sandbox', () =>
    withSandbox({ seed }, () =>
      withSandbox({}, async (other) => {
        const { status } = await getItem(other, '/v1.0/me/drive/root:/Tests/Plan.xlsx');
        assert.equal(status, 404);
      }),
    ));

  const wrong: readonly (readonly [seed: unknown, problem: string])[] = [
    [1, 'seed: It must be an object.'],
    [[], 'seed: It must be an object.'],
    [{ books: [] }, 'seed.books: A seed has no such field.'],
    [{ workbooks: {} }, 'seed.workbooks: It must be a list, not Object.'],
    [{ workbooks: [{}] }, 'seed.workbooks[0].path: It is missing.'],
    [{ workbooks: [{ path: 1 }] }, 'seed.workbooks[0].path: It must be a text, not 1.'],
    [
      { workbooks: [{ path: 'a.xlsx' }, { path: '/b.xlsx' }] },
      'seed.workbooks[1].path: It must be a path from the root of the drive, such as "Reports/Plan.xlsx".',
    ],
    [
      { workbooks: [{ path: 'a.xlsx', drive: 'mine' }] },
      'seed.workbooks[0].drive: It must be "own" or "site" or "colleague", not "mine".',
    ],
    [
      { workbooks: [{ path: 'a.xlsx', size: -1 }] },
      'seed.workbooks[0].size: It must not be negative.',
    ],
    [
      { sessions: [{ path: 'Budget.xlsx', persistChanges: 'no' }] },
      'seed.sessions[0].persistChanges: It must be true or false, not "no".',
    ],
    [
      { sessions: [{ path: 'Budget.xlsx', persistChanges: true, sessionId: 'a b' }] },
      'seed.sessions[0].sessionId: It must be printable ASCII without spaces.',
    ],
    [
      { sessions: [{ path: 'None.xlsx', persistChanges: true }] },
      'seed.sessions[0].path: There is no such workbook in this drive.',
    ],
  ];
  for (const [value, message] of wrong) {
    it(`is refused when it is ${JSON.stringify(value)}`, () =>
      assert.rejects(startSandbox({ seed: value as SandboxSeed }), { message }));
  }
});

describe('The option idleMs of the sandbox', () => {
  it('ends sessions of both modes after this time without a request', () =>
    withSandbox({ idleMs: 1000, now: () => 0 }, (sandbox) => {
      const { driveId, itemId } = sandbox.samples[0]!;
      sandbox.openSession(driveId, itemId, true);
      sandbox.openSession(driveId, itemId, false);
      sandbox.advanceClock(999);
      assert.equal(sandbox.openSessions.length, 2);
      sandbox.advanceClock(1);
      assert.deepEqual(sandbox.openSessions, []);
    }));
});

describe('The option faults of the sandbox', () => {
  it('applies them to the first matching requests', () =>
    withSandbox({ faults: [{ kind: 'error', error: 'accessConflict', times: 2 }] }, async (own) => {
      assert.deepEqual([await open(own), await open(own), await open(own)], [409, 409, 201]);
    }));

  const wrongFaults: readonly (readonly [fault: unknown, problem: RegExp])[] = [
    [{ kind: 'errror' }, /^"kind" must be one of answer, error, /],
    [{ kind: 'error' }, /^"error" is missing, unknown or malformed\. /],
    [{ kind: 'slow', until: {} }, /^"until" is missing, unknown or malformed\. /],
    [undefined, /^"kind" must be one of /],
  ];
  for (const [fault, message] of wrongFaults) {
    it(`refuses ${JSON.stringify(fault)}, as \`fault\` does`, async () => {
      await assert.rejects(startSandbox({ faults: [fault as Fault] }), { message });
      await withSandbox({}, async (sandbox) => {
        assert.throws(() => sandbox.fault(fault as Fault), { message });
        assert.equal(await open(sandbox), 201);
      });
    });
  }

  it('accepts Infinity for what has no end', () =>
    withSandbox({}, async (sandbox) => {
      sandbox.fault({ kind: 'longRunning', polls: Infinity, times: 1 });
      sandbox.fault({ kind: 'error', error: 'accessDenied', times: Infinity });
      const statuses = [await open(sandbox), await open(sandbox), await open(sandbox)];
      assert.deepEqual(statuses, [504, 403, 403]);
    }));

  it('accepts a promise for `slow`, and fields that are undefined', () =>
    withSandbox({}, async (sandbox) => {
      const fault = { kind: 'slow', until: Promise.resolve(), times: undefined };
      sandbox.fault(fault as unknown as Fault);
      assert.equal(await open(sandbox), 201);
    }));
});

describe('The options of the sandbox', () => {
  it('have their defaults when they are undefined', async () => {
    const names = ['port', 'https', 'auth', 'seed', 'idleMs', 'faults', 'adminSecret', 'now'];
    const limits = ['operationPolls', 'mostRemembered'];
    const all = Object.fromEntries([...names, ...limits].map((name) => [name, undefined]));
    await withSandbox(all, async (sandbox) => {
      assert.equal(await open(sandbox), 201);
      assert.equal(sandbox.openSessions.length, 1);
    });
  });

  const wrongLimits: readonly unknown[] = [-1, 0, Number.NaN, '5', null, { persistent: 1 }];
  for (const idleMs of wrongLimits) {
    it(`refuse the idleMs ${JSON.stringify(idleMs)} (${typeof idleMs})`, () =>
      assert.rejects(startSandbox({ idleMs: idleMs as number }), {
        message:
          'idleMs must be a positive number of milliseconds, or { persistent, nonPersistent } with two of them.',
      }));
  }
});

describe('The leaks of the sandbox', () => {
  it('are the sessions that requests opened and none closed, without their ids', () =>
    withSandbox({ now: () => 0 }, async (sandbox) => {
      const [sample] = sandbox.samples;
      const { body } = await act(sandbox, 'createSession', sample!);
      const { id: sessionId } = JSON.parse(body) as { id: string };
      sandbox.openSession(sample!.driveId, sample!.itemId, true);
      sandbox.advanceClock(2500);
      const { driveId, itemId, name: workbook } = sample!;
      assert.deepEqual(sandbox.leaks, [
        { workbook, driveId, itemId, persistChanges: true, openForMs: 2500, hasExpired: false },
      ]);
      await act(sandbox, 'refreshSession', sample!, { sessionId });
      assert.equal(sandbox.leaks[0]?.openForMs, 2500);
      await act(sandbox, 'closeSession', sample!, { sessionId });
      assert.deepEqual(sandbox.leaks, []);
    }));

  it('include sessions that expired, until they are dropped', () =>
    withSandbox({ now: () => 0, idleMs: 1000 }, async (sandbox) => {
      const [sample] = sandbox.samples;
      await act(sandbox, 'createSession', sample!);
      sandbox.advanceClock(60_000);
      await act(sandbox, 'createSession', sample!);
      assert.deepEqual(
        sandbox.leaks.map(({ openForMs, hasExpired }) => [openForMs, hasExpired]),
        [
          [1000, true],
          [0, false],
        ],
      );
      sandbox.dropSessions();
      assert.deepEqual(sandbox.leaks, []);
    }));

  it('include the session of a workbook that opened slowly', () =>
    withSandbox({ operationPolls: 0 }, async (sandbox) => {
      const [sample] = sandbox.samples;
      sandbox.fault({ kind: 'longRunning' });
      const headers = { Prefer: 'respond-async' };
      const { headers: sent } = await act(sandbox, 'createSession', sample!, { headers });
      assert.deepEqual(sandbox.leaks, []);
      await getItem(sandbox, new URL(sent.location!).pathname);
      assert.equal(sandbox.leaks.length, 1);
    }));
});

describe('The option https of the sandbox', () => {
  const health = (endpoint: string, ca: string) =>
    new Promise<unknown>((resolve, reject) => {
      const outgoing = request(`${endpoint}/health`, { ca, agent: false });
      outgoing.on('error', reject);
      outgoing.on('response', (incoming) => {
        json(incoming).then(resolve, reject);
      });
      outgoing.end();
    });

  it('serves with a new certificate for the names of this machine only', () =>
    withSandbox({ https: true }, async ({ endpoint, certificate }) => {
      assert.match(endpoint, /^https:\/\/127\.0\.0\.1:\d+$/);
      const { port } = new URL(endpoint);
      for (const origin of [endpoint, `https://localhost:${port}`]) {
        assert.equal(((await health(origin, certificate!)) as { status: string }).status, 'ok');
      }
      assert.ok(new X509Certificate(certificate!).ca);
    }));

  it('serves with a certificate that other sandboxes don’t have', () =>
    withSandbox({ https: true }, (one) =>
      withSandbox({ https: true }, async (other) => {
        await assert.rejects(health(one.endpoint, other.certificate!), {
          code: 'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
        });
      }),
    ));

  it('has no certificate over http', () =>
    withSandbox({}, (sandbox) => {
      assert.ok(!('certificate' in sandbox));
    }));
});

function base64(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

import assert from 'node:assert/strict';
import { createHttpClient } from '../../../src/base/http';
import { WorkbookSessionError } from '../../../src/model/errors';
import { askSandbox } from '../../../src/graph/sandboxInfo';
import { startSandbox } from '../../../src/sandbox/sandbox';
import { loopbackPerTest } from '../base/loopback';

describe('The introduction of a sandbox', () => {
  const loopback = loopbackPerTest();
  const http = createHttpClient();
  const unavailable = new WorkbookSessionError('sandboxUnavailable');

  it('tells who it is and which workbooks it has', async () => {
    const sandbox = await startSandbox();
    try {
      assert.deepEqual(await askSandbox(http, `${sandbox.endpoint}/`), {
        instance: sandbox.instance,
        samples: sandbox.samples,
      });
      assert.deepEqual(sandbox.violations, []);
    } finally {
      await sandbox.close();
    }
  });

  it('is asked of nobody but this machine', async () => {
    await assert.rejects(
      askSandbox(http, 'https://sandbox.example:8365'),
      new WorkbookSessionError('endpointNotLoopback'),
    );
  });

  it('is missed where nobody listens', async () => {
    await loopback.server.close();
    await assert.rejects(askSandbox(http, loopback.server.url), { code: unavailable.code });
  });

  const whole = {
    name: 'workbook-sessions-sandbox',
    instanceId: 'a',
    processId: 1,
    samples: [],
  };
  for (const [what, status, body] of [
    ['another program', 200, '<html>'],
    ['another program that speaks JSON', 200, '{"name":"x"}'],
    ['an error', 500, JSON.stringify(whole)],
    ['a sandbox without an id', 200, JSON.stringify({ ...whole, instanceId: undefined })],
    ['a sandbox without a process', 200, JSON.stringify({ ...whole, processId: '1' })],
    ['a sandbox without a list', 200, JSON.stringify({ ...whole, samples: {} })],
    ['more than anybody needs', 200, JSON.stringify({ ...whole, x: 'x'.repeat(200_000) })],
  ] as const) {
    it(`is missed where the answer comes from ${what}`, async () => {
      loopback.server.answer = (_, response) => response.writeHead(status).end(body);
      await assert.rejects(askSandbox(http, loopback.server.url), { code: unavailable.code });
    });
  }

  it('gives only the workbooks that can be called', async () => {
    const sample = { driveId: 'd', itemId: 'i', name: 'A.xlsx', persistChanges: true };
    const samples = [sample, { ...sample, itemId: '..' }, { ...sample, name: 5 }, null, 'x'];
    loopback.server.answer = (_, response) => response.end(JSON.stringify({ ...whole, samples }));
    assert.deepEqual((await askSandbox(http, loopback.server.url)).samples, [sample]);
  });
});

import assert from 'node:assert/strict';
import { createHttpClient } from '../../../src/base/http';
import { WorkbookSessionError } from '../../../src/model/errors';
import { askSandbox } from '../../../src/graph/sandboxInfo';
import { startSandbox } from '../../../src/sandbox/sandbox';
import { loopbackPerTest } from '../base/loopback';

describe('askSandbox', () => {
  const loopback = loopbackPerTest();
  const http = createHttpClient();
  const unavailable = new WorkbookSessionError('sandboxUnavailable');

  it('returns the instance and the samples of a running sandbox', async () => {
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

  it('rejects an address on another machine', async () => {
    await assert.rejects(
      askSandbox(http, 'https://sandbox.example:8365'),
      new WorkbookSessionError('endpointNotLoopback'),
    );
  });

  it('fails with sandboxUnavailable if no program answers', async () => {
    await loopback.server.close();
    await assert.rejects(askSandbox(http, loopback.server.url), { code: unavailable.code });
  });

  const whole = {
    name: 'workbook-sessions-sandbox',
    instanceId: 'a',
    processId: 1,
    samples: [],
  };
  for (const { what, status = 200, body } of [
    { what: 'an HTML page', body: '<html>' },
    { what: 'JSON of another program', body: '{"name":"x"}' },
    { what: 'an error', status: 500, body: JSON.stringify(whole) },
    { what: 'an answer without an id', body: JSON.stringify({ ...whole, instanceId: undefined }) },
    { what: 'an answer without a process id', body: JSON.stringify({ ...whole, processId: '1' }) },
    { what: 'an answer without samples', body: JSON.stringify({ ...whole, samples: {} }) },
    { what: 'a huge answer', body: JSON.stringify({ ...whole, x: 'x'.repeat(200_000) }) },
  ]) {
    it(`fails with sandboxUnavailable after ${what}`, async () => {
      loopback.server.answer = (_, response) => response.writeHead(status).end(body);
      await assert.rejects(askSandbox(http, loopback.server.url), { code: unavailable.code });
    });
  }

  it('leaves out samples with unsafe ids or without a name', async () => {
    const sample = { driveId: 'd', itemId: 'i', name: 'A.xlsx', persistChanges: true };
    const samples = [sample, { ...sample, itemId: '..' }, { ...sample, name: 5 }, null, 'x'];
    loopback.server.answer = (_, response) => response.end(JSON.stringify({ ...whole, samples }));
    assert.deepEqual((await askSandbox(http, loopback.server.url)).samples, [sample]);
  });
});

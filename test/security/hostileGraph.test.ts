import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { addressOfIds } from '../../src/model/workbook';
import { readFoundItem } from '../../src/graph/driveItem';
import { someTime } from '../builders';
import type { Bench } from '../http/faults/bench';
import {
  aCall,
  benchPerTest,
  expectNotLedAstray,
  finderOf,
  inTurn,
  json,
  pour,
  token,
  type Answer,
} from './bench';

/** Every eight characters of a secret. */
const partsOf = (secret: string): readonly string[] =>
  Array.from({ length: secret.length - 7 }, (_, start) => secret.slice(start, start + 8));

const megabyte = 1024 * 1024;
const session = { id: 'cluster=PSG4&session=15.one', persistChanges: true };
const item = (bench: Bench) => ({
  id: bench.workbook.itemId,
  name: 'Budget.xlsx',
  parentReference: { driveId: bench.workbook.driveId },
});

describe('A malicious Graph or proxy', () => {
  const running = benchPerTest();

  /** Creates a session; the file is found as it should be, what comes then is the attack. */
  const create = (bench: Bench, ...answers: readonly Answer[]) => {
    bench.answerByHand(inTurn(json(200, item(bench)), ...answers));
    return bench.create();
  };

  /** Places on the decoy, in every form that a URL parser may take for the own one. */
  const placesElsewhere = ({ decoy, server }: Bench): readonly string[] => {
    const { host } = new URL(decoy.url);
    const own = new URL(server.url).host;
    return [
      `http://${host}/v1.0/op`,
      `//${host}/v1.0/op`,
      String.raw`\\${host}\v1.0\op`,
      `http://${own}@${host}/v1.0/op`,
      `http://user:password@${own}/v1.0/op`,
      `http://localhost:${new URL(decoy.url).port}/v1.0/op`,
      `https://${own}/v1.0/op`,
    ];
  };

  it('redirects a close to another server', async () => {
    const { bench } = running;
    const key = await bench.given();
    bench.answerByHand((_, response) =>
      response.writeHead(307, { location: bench.decoy.url }).end(),
    );
    assert.equal((await bench.close(key)).code, 'redirected');
    assert.equal(bench.server.requests.length, 1);
    expectNotLedAstray(bench);
  });

  it('redirects a long-running creation to another server by Location', async () => {
    const { bench } = running;
    for (const location of placesElsewhere(bench)) {
      bench.server.requests.length = 0;
      const { outcome } = await create(bench, json(202, {}, { location }));
      assert.equal(outcome, 'failed', location);
      assert.equal(bench.server.requests.length, 2, location);
    }
    expectNotLedAstray(bench);
  });

  it('redirects a long-running creation to another server by resourceLocation', async () => {
    const { bench } = running;
    for (const resourceLocation of placesElsewhere(bench)) {
      bench.server.requests.length = 0;
      const started = json(202, {}, { location: '/v1.0/operations/1' });
      const ended = json(200, { status: 'succeeded', resourceLocation });
      const { outcome } = await create(bench, started, ended);
      assert.equal(outcome, 'failed', resourceLocation);
      assert.equal(bench.server.requests.length, 3, resourceLocation);
    }
    expectNotLedAstray(bench);
  });

  it('redirects the list of a folder to another server by @odata.nextLink', async () => {
    const { bench } = running;
    bench.answerByHand(() => assert.fail('no page is asked for'));
    for (const page of placesElsewhere(bench)) {
      const answer = await finderOf(bench).nextPage(page, aCall());
      assert.ok(!answer.ok && answer.code === 'redirected', page);
    }
    expectNotLedAstray(bench);
  });

  it('gives a session an id that splits the next request', async () => {
    const { bench } = running;
    const hostile = { ...session, id: `${session.id}\r\nX-Injected: 1\r\n\r\nPOST /evil HTTP/1.1` };
    assert.equal((await create(bench, json(201, hostile))).outcome, 'failed');
    assert.equal((await bench.records()).size, 0);
    assert.equal((await bench.add({ sessionId: hostile.id })).code, 'invalidSessionId');
    assert.equal(bench.server.requests.length, 2);
  });

  it('gives a workbook an id with dots or slashes that leads to another path', async () => {
    const { bench } = running;
    for (const id of ['..', '.', '. .', '../../../me', String.raw`..\..`, 'a\r\nb']) {
      assert.equal(readFoundItem({ ...item(bench), id }), undefined, id);
      bench.answerByHand(json(200, { ...item(bench), id }));
      assert.equal((await bench.create()).outcome, 'failed', id);
      const address = addressOfIds({ ...bench.workbook, itemId: id });
      assert.equal((await bench.add({ address })).code, 'invalidAddress', id);
    }
    assert.ok(bench.server.requests.every(({ method }) => method === 'GET'));
  });

  it('never ends its answer', async () => {
    const { bench } = running;
    const key = await bench.given();
    bench.answerByHand((_, response) => {
      response.writeHead(200);
      pour(response, Buffer.alloc(64 * 1024, ' '), 64 * megabyte);
    });
    assert.equal((await bench.close(key)).code, 'outcomeUnknown');
    // It hung up as soon as it had enough; had it waited, it would have asked again.
    assert.equal(bench.server.requests.length, 1);
  });

  it('sends its answer byte by byte', async () => {
    const { bench } = running;
    const key = await bench.given();
    bench.http.timeLimitMs = 300;
    bench.answerByHand((_, response) => {
      response.writeHead(200);
      const drip = setInterval(() => response.write(' '), 20);
      response.once('close', () => {
        clearInterval(drip);
      });
    });
    assert.equal((await bench.close(key)).code, 'outcomeUnknown');
  });

  it('packs sixty megabytes into an answer of sixty kilobytes', async () => {
    const { bench } = running;
    const text = `{"id":"${session.id}"${' '.repeat(60 * megabyte)},"persistChanges":true}`;
    const packed = gzipSync(text);
    assert.ok(packed.length < megabyte / 10, 'The limit is not on what goes over the line.');
    const result = await create(bench, (_, response) =>
      response.writeHead(201, { 'content-encoding': 'gzip' }).end(packed),
    );
    assert.equal(result.outcome, 'failed');
    assert.equal((await bench.records()).size, 0);
  });

  it('nests its JSON a hundred thousand deep', async () => {
    const { bench } = running;
    const key = await bench.given();
    const depth = 50_000;
    bench.answerByHand(json(500, '['.repeat(depth) + ']'.repeat(depth)));
    assert.equal((await bench.close(key)).code, 'internalServerError');
    const [open, end] = ['{"code":"x","innerError":', '}'];
    const deepest = '{"code":"resourceLocked"}';
    const body = `{"error":${open.repeat(30_000)}${deepest}${end.repeat(30_000)}}`;
    bench.answerByHand(json(500, body));
    // What lies so deep is not read.
    assert.equal((await bench.close(key)).code, 'internalServerError');
  });

  it('names its session __proto__', async () => {
    const { bench } = running;
    const body = `{"__proto__":${JSON.stringify(session)},"constructor":{"prototype":{"id":"x"}}}`;
    assert.equal((await create(bench, json(201, body))).outcome, 'failed');
    assert.ok(!('persistChanges' in {}), 'Every object has it now.');
    assert.equal((await bench.records()).size, 0);
  });

  it('tells the extension to wait for a year', async () => {
    const { bench } = running;
    const key = await bench.given();
    for (const wait of ['31536000', '9'.repeat(300), 'Fri, 31 Dec 9999 23:59:59 GMT']) {
      bench.answerByHand(json(429, {}, { 'retry-after': wait }));
      assert.equal((await bench.close(key)).code, 'throttled');
      assert.equal(bench.clock.now(), someTime);
    }
  });

  it('reflects the token and the session id in its error code and its request id', async () => {
    const { bench } = running;
    const sessionId = '0a1b2c3d-4e5f-4a6b-8c7d-9e0f1a2b3c4d';
    bench.tokens.fixedToken = token.value;
    await bench.add({ sessionId });
    const { key } = bench.service.sessions()[0]!;
    // As they are, a part with a letter more, and with a letter changed.
    const codes = [token.value, `${token.value.slice(0, 15)}x`, token.value.replace('v', 'w')];
    const ids = [sessionId, sessionId.toUpperCase(), sessionId.replace('8c7d', '8c7e')];
    for (const code of codes) {
      for (const id of ids) {
        bench.answerByHand(json(500, { error: { code, message: code } }, { 'request-id': id }));
        await bench.close(key);
      }
    }
    await bench.whenDiskRests();
    assert.equal(bench.logger.lines.filter((line) => line.includes(' 500')).length, 9);
    const told = [...bench.logger.lines, ...(await bench.otherFiles())].join('\n').toLowerCase();
    for (const part of [...partsOf(token.value), ...partsOf(sessionId)]) {
      assert.ok(!told.includes(part), part);
    }
  });
});

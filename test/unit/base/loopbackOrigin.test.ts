import assert from 'node:assert/strict';
import { loopbackOrigin } from '../../../src/base/loopbackOrigin';
import { notLoopback } from './notLoopback';

describe('A loopback endpoint', () => {
  for (const [text, origin] of [
    ['http://127.0.0.1:8365', 'http://127.0.0.1:8365'],
    ['https://127.0.0.1:8365/', 'https://127.0.0.1:8365'],
    ['http://[::1]:1', 'http://[::1]:1'],
    [' http://127.0.0.1:65535 ', 'http://127.0.0.1:65535'],
  ] as const) {
    it(`is ${text}`, () => {
      assert.equal(loopbackOrigin(text), origin);
    });
  }
  for (const text of notLoopback) {
    it(`is not ${JSON.stringify(text)}`, () => {
      assert.equal(loopbackOrigin(text), undefined);
    });
  }
});

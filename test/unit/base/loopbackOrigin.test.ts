import assert from 'node:assert/strict';
import { loopbackOrigin } from '../../../src/base/loopbackOrigin';
import { notLoopback } from './notLoopback';

describe('loopbackOrigin', () => {
  for (const { text, origin } of [
    { text: 'http://127.0.0.1:8365', origin: 'http://127.0.0.1:8365' },
    { text: 'https://127.0.0.1:8365/', origin: 'https://127.0.0.1:8365' },
    { text: 'http://[::1]:1', origin: 'http://[::1]:1' },
    { text: ' http://127.0.0.1:65535 ', origin: 'http://127.0.0.1:65535' },
  ]) {
    it(`accepts “${text}”`, () => {
      assert.equal(loopbackOrigin(text), origin);
    });
  }
  for (const text of notLoopback) {
    it(`rejects ${JSON.stringify(text)}`, () => {
      assert.equal(loopbackOrigin(text), undefined);
    });
  }
});

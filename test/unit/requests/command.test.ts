import assert from 'node:assert/strict';
import { inCommand } from '../../../src/requests/command';
import type { CommandTokens } from '../../../src/requests/commandTokens';
import { globalGraph } from '../../builders';
import { FakeCredential } from '../../fakes/fakeCredential';
import { ManualClock } from '../../fakes/manualClock';

describe('inCommand', () => {
  const parts = () => ({ tokens: new FakeCredential(), clock: new ManualClock() });

  it('gives tokens that may ask or not, and drops them at the end', async () => {
    const { tokens, clock } = parts();
    const kept: CommandTokens[] = [];
    const { signal } = new AbortController();
    for (const interactive of [true, false]) {
      const value = await inCommand({ tokens, clock }, signal, { interactive }, async (own) => {
        kept.push(own);
        assert.equal(own.canAsk, interactive);
        return (await own.get({ target: globalGraph })).value;
      });
      assert.equal(value, `token-${kept.length}`);
    }
    await kept[0]?.get({ target: globalGraph });
    assert.equal(tokens.requests.length, 3);
  });

  it('ends with its own signal and with that of the service', async () => {
    for (const which of ['own', 'service'] as const) {
      const ends = { own: new AbortController(), service: new AbortController() };
      const options = { interactive: false, signal: ends.own.signal };
      const signal = await inCommand(parts(), ends.service.signal, options, (_, given) => {
        assert.equal(given.aborted, false);
        ends[which].abort();
        return Promise.resolve(given);
      });
      assert.equal(signal.aborted, true, which);
    }
  });
});

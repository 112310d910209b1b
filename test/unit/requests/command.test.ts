import assert from 'node:assert/strict';
import { CommandRunner } from '../../../src/requests/command';
import type { CommandTokens } from '../../../src/requests/commandTokens';
import { globalGraph } from '../../builders';
import { FakeCredential } from '../../fakes/fakeCredential';
import { ManualClock } from '../../fakes/manualClock';

describe('CommandRunner', () => {
  function setup() {
    const credential = new FakeCredential();
    return { credential, runner: new CommandRunner(credential, new ManualClock()) };
  }

  for (const interactive of [true, false]) {
    it(`gives a command tokens that ${interactive ? 'may' : "don't"} open a dialog`, async () => {
      const { runner } = setup();
      const value = await runner.run({ interactive }, async (tokens) => {
        assert.equal(tokens.canAsk, interactive);
        return (await tokens.get({ target: globalGraph })).value;
      });
      assert.equal(value, 'token-1');
    });
  }

  it('drops the tokens of a command at its end', async () => {
    const { credential, runner } = setup();
    const ended = await runner.run({ interactive: true }, async (tokens) => {
      await tokens.get({ target: globalGraph });
      return tokens;
    });
    await ended.get({ target: globalGraph });
    assert.equal(credential.requests.length, 2);
  });

  it('ends a command with its own signal', async () => {
    const own = new AbortController();
    const { runner } = setup();
    const options = { interactive: false, signal: own.signal };
    const tokens = await runner.run(options, (running: CommandTokens) => {
      assert.equal(running.signal.aborted, false);
      own.abort();
      return Promise.resolve(running);
    });
    assert.equal(tokens.signal.aborted, true);
  });

  it('ends a command with the window', async () => {
    const { runner } = setup();
    const tokens = await runner.run({ interactive: false }, (running: CommandTokens) => {
      assert.equal(running.signal.aborted, false);
      runner.dispose();
      return Promise.resolve(running);
    });
    assert.equal(tokens.signal.aborted, true);
  });
});

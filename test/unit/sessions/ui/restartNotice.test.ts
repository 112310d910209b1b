import assert from 'node:assert/strict';
import { RestartNotice } from '../../../../src/sessions/ui/restartNotice';
import { someTime } from '../../../builders';
import { settle } from '../../../fakes/settle';
import { MemoryState } from '../../../fakes/memoryState';
import { setupService } from '../serviceSetup';

/** A first window that starts a minute after `someTime`; the user presses a button of the notice, or none. */
function setup({ isFirst = true, press }: { isFirst?: boolean; press?: string } = {}) {
  const core = setupService();
  const { service, clock } = core;
  const state = new MemoryState();
  const texts: string[] = [];
  const done: [string, readonly string[]][] = [];
  const notice = () =>
    new RestartNotice({
      ...{ service, clock, state },
      isFirstWindow: Promise.resolve(isFirst),
      close: (keys) => Promise.resolve(void done.push(['close', keys])),
      refresh: (keys) => Promise.resolve(done.push(['refresh', keys])),
      presenter: {
        tell: async (severity, text, offered, actions) => {
          texts.push(`${severity}: ${text} [${offered.map(({ label }) => label).join(', ')}]`);
          const button = offered.find(({ label }) => label === press);
          await (button && actions[button.id]?.());
        },
      },
    });
  const start = async () => {
    await clock.advance(60_000);
    await notice().show();
    await settle();
  };
  return { ...core, state, texts, done, start };
}

describe('RestartNotice', () => {
  it('shows each session once, across windows', async () => {
    const { given, start, texts } = setup();
    await given({ key: 'a' });
    await start();
    assert.deepEqual(texts.splice(0), [
      'info: 1 session from last time: unchecked. [Close…, Refresh, Keep]',
    ]);
    await start();
    assert.deepEqual(texts, []);
    await given({ key: 'b' }, { key: 'c' });
    await start();
    assert.match(texts.join(), /^info: 2 sessions from last time/);
  });

  it('shows nothing without sessions or if another window was open before', async () => {
    const nothing = setup();
    await nothing.start();
    assert.deepEqual(nothing.texts, []);
    assert.equal(nothing.state.values.size, 0);
    const second = setup({ isFirst: false });
    await second.given({ key: 'a' });
    await second.start();
    assert.deepEqual(second.texts, []);
    assert.equal(second.state.values.size, 0);
  });

  it('shows no session that is newer than the window', async () => {
    const { given, clock, start, texts } = setup();
    await given({ key: 'a', createdAt: someTime + 60_000 });
    await start();
    assert.equal(clock.now(), someTime + 60_000);
    assert.deepEqual(texts, []);
  });

  for (const [press, action] of [
    ['Close…', 'close'],
    ['Refresh', 'refresh'],
  ] as const) {
    it(`passes the sessions on when the user presses ${press}`, async () => {
      const { given, start, done } = setup({ press });
      await given({ key: 'a' }, { key: 'b' });
      await start();
      assert.deepEqual(done, [[action, ['a', 'b']]]);
    });
  }

  it('does nothing when the user presses Keep, and sends nothing by itself', async () => {
    const { given, start, done, api, service } = setup({ press: 'Keep' });
    await given({ key: 'a' });
    await start();
    assert.deepEqual(done, []);
    assert.deepEqual(api.calls, []);
    assert.equal(service.sessions().length, 1);
  });

  it('remembers only the keys of listed sessions', async () => {
    const { given, start, state, service } = setup();
    await given({ key: 'a' }, { key: 'b' });
    await start();
    service.forget(['a']);
    await given({ key: 'c' });
    await start();
    assert.deepEqual(state.get('toldAfterRestart'), ['b', 'c']);
  });
});

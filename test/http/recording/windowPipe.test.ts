import assert from 'node:assert/strict';
import { WindowPipe } from '../../../src/recording/hooks/node/windowPipe';
import {
  longestLine,
  recordingVariable,
  type RecordedCall,
  type RecordingEnvironment,
} from '../../../src/recording/recordingProtocol';
import { waitFor } from '../../host/wait.mjs';
import { ListeningWindow } from './listeningWindow';

describe('The connection of a recorded program', () => {
  let window: ListeningWindow;
  let pipe: WindowPipe;
  let hasEnded: boolean;

  beforeEach(async () => {
    window = new ListeningWindow();
    await window.start();
    hasEnded = false;
    const environment = JSON.parse(
      window.environment()[recordingVariable]!,
    ) as RecordingEnvironment;
    pipe = new WindowPipe(environment, {
      close: () => undefined,
      ended: () => {
        hasEnded = true;
      },
    });
  });

  afterEach(async () => {
    pipe.destroy();
    await window.stop();
  });

  const call = (path: string): RecordedCall => ({
    ...{ type: 'call', action: 'other', origin: 'https://graph.microsoft.com', path },
    ...{ status: 200, at: 0, sessionId: 'a' },
  });
  async function connected() {
    pipe.open();
    await waitFor(() => window.messages.length === 1, { what: 'the hello' });
    return [...window.sockets][0]!;
  }

  it('hands everything to a window that reads late', async () => {
    const socket = await connected();
    socket.pause();
    for (let n = 0; n < 240; n += 1) {
      pipe.send(call(`${n}${'x'.repeat(900)}`));
    }
    assert.equal(window.calls.length, 0);
    socket.resume();
    await waitFor(() => window.calls.length === 240, { what: 'the calls' });
    assert.deepEqual(
      window.calls.map(({ path }) => Number.parseInt(path, 10)),
      Array.from({ length: 240 }, (_, n) => n),
    );
    assert.equal(hasEnded, false);
  });

  it('keeps a bounded number of bytes for a window that does not read', async () => {
    const socket = await connected();
    socket.pause();
    let bytes = 0;
    const sendForever = () => {
      for (; bytes < 8 * 1024 * 1024; bytes += 1000) {
        pipe.send(call('x'.repeat(1000)));
      }
    };
    assert.throws(sendForever, /does not read/);
    assert.ok(bytes < 2 * 1024 * 1024, `${bytes}`);
  });

  it('drops a message that is longer than a line may be', async () => {
    await connected();
    pipe.send(call('x'.repeat(longestLine)));
    pipe.send(call('short'));
    await waitFor(() => window.calls.length > 0, { what: 'the call' });
    assert.deepEqual(
      window.calls.map(({ path }) => path),
      ['short'],
    );
  });

  it('says when the window ends', async () => {
    const socket = await connected();
    socket.destroy();
    await waitFor(() => hasEnded, { what: 'the end' });
  });
});

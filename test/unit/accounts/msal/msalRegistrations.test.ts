import assert from 'node:assert/strict';
import * as fs from 'node:fs/promises';
import { join } from 'node:path';
import { MsalRegistrations } from '../../../../src/accounts/msal/msalRegistrations';
import type { GraphTarget } from '../../../../src/model/workbookSession';
import { StateFiles } from '../../../../src/storage/stateFiles';
import { ManualClock } from '../../../fakes/manualClock';
import { RecordingLogger } from '../../../fakes/recordingLogger';
import { MemorySecrets } from '../../../http/accounts/memorySecrets';
import { TemporaryFolder } from '../../storage/support';

const target: GraphTarget = { cloud: 'global' };
const clientIdOf = (index: number) => `11111111-2222-4333-8444-${String(index).padStart(12, '0')}`;

describe('The app registrations of a window', () => {
  const folder = TemporaryFolder.forEachTest();

  const windowWith = (clientId: string, tenant = 'organizations') => {
    const logger = new RecordingLogger();
    return new MsalRegistrations({
      app: () => ({ clientId, tenant }),
      cloud: () => 'global',
      state: new StateFiles(join(folder.path, 'state'), new ManualClock(), logger),
      http: { send: () => Promise.reject(new Error('Nothing is to be sent.')) },
      secrets: new MemorySecrets(),
      logger,
    });
  };

  it('are found at sign-out, even if several windows signed in at once', async () => {
    const clientIds = Array.from({ length: 10 }, (_, index) => clientIdOf(index));
    const windows = clientIds.map((clientId) => windowWith(clientId));
    await Promise.all(windows.map((window) => window.noteUsed(window.of(target))));
    const found = windowWith(clientIdOf(0))
      .all()
      .map(({ app }) => app.clientId);
    assert.deepEqual([...new Set(found)].sort(), clientIds);
  });

  it('leave no file outside their folder, whatever the tenant’s name is', async () => {
    const window = windowWith(clientIdOf(1), 'a/../../outside');
    await window.noteUsed(window.of(target));
    assert.deepEqual(await fs.readdir(folder.path), []);
  });
});

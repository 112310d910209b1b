import assert from 'node:assert/strict';
import { addressOfIds } from '../../../../src/model/workbook';
import type { SessionRecord } from '../../../../src/model/workbookSession';
import { closeExpiredSessions } from '../../../../src/sessions/ui/closeCommands';
import { globalGraph } from '../../../builders';
import { setupService } from '../serviceSetup';

/** A window that lists these sessions. `done` collects what the command does. */
async function setup(...sessions: Partial<SessionRecord>[]) {
  const core = setupService();
  await core.given(...sessions);
  const done: string[] = [];
  const run = closeExpiredSessions({
    ...core,
    closeFlow: {
      closeMany: (keys, unchecked) =>
        Promise.resolve(void done.push(`close ${keys.join()} ${unchecked}`)),
    },
    presenter: { tell: (_, text) => Promise.resolve(void done.push(text)) },
    refreshFlow: { refresh: () => Promise.reject(new Error('nobody pressed the button')) },
    choice: {
      all: () => {
        const keys = core.service.sessions().map(({ key }) => key);
        done.push(...(keys.length === 0 ? ['none is listed'] : []));
        return Promise.resolve(keys);
      },
      chooseWorkbook: () => Promise.reject(new Error('nobody was to choose')),
    },
  });
  return { ...core, run, done };
}

describe('closeExpiredSessions', () => {
  it('says so when no session is listed', async () => {
    const { run, done } = await setup();
    await run();
    assert.deepEqual(done, ['none is listed']);
  });

  it('closes expired sessions and counts unchecked ones', async () => {
    const { run, done, clock, service } = await setup({ key: 'a', origin: 'added' });
    const { key } = await service.create(
      {
        target: globalGraph,
        address: addressOfIds({ driveId: 'd', itemId: 'i' }),
        workbookName: 'Budget.xlsx',
        persistChanges: true,
      },
      { interactive: true },
    );
    await clock.advance(300_000);
    await run();
    assert.deepEqual(done, [`close ${key} 1`]);
  });

  it('says when no session has expired, and counts unchecked ones', async () => {
    const { run, done } = await setup({ key: 'a', origin: 'added' });
    await run();
    assert.deepEqual(done, ['No session has expired. 1 is unchecked. Refresh it to find out.']);
  });
});

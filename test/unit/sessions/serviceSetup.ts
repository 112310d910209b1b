import { CommandRunner } from '../../../src/requests/command';
import { RequestScheduler } from '../../../src/requests/requestScheduler';
import { SessionList } from '../../../src/sessions/sessionList';
import type { WorkbookSession } from '../../../src/model/workbookSession';
import { noPrograms, sessionServiceOf } from '../../fakes/sessionServiceOf';
import { FakeCredential } from '../../fakes/fakeCredential';
import { FakeWorkbookSessionApi } from '../../fakes/fakeWorkbookSessionApi';
import { ManualClock } from '../../fakes/manualClock';
import { MemoryDisk, MemorySessionStore } from '../../fakes/memorySessionStore';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { openClaims } from '../../fakes/openClaims';
import { aStoredSession } from '../../builders';

/** The whole core, with fakes around it. */
export function setupService({
  claims = openClaims,
  clock = new ManualClock(),
  disk = new MemoryDisk(),
  programs = noPrograms,
} = {}) {
  const store = new MemorySessionStore(disk);
  const api = new FakeWorkbookSessionApi();
  const tokens = new FakeCredential();
  const logger = new RecordingLogger();
  const limits = { persistent: 300_000, nonPersistent: 300_000 };
  const list = new SessionList(store, clock, () => limits, logger);
  const scheduler = new RequestScheduler({
    ...{ claims, clock, logger },
    maxParallelRequests: () => 64,
    random: () => 0,
  });
  const commands = new CommandRunner(tokens, clock);
  let keys = 0;
  const newKey = () => `key-${(keys += 1)}`;
  const service = sessionServiceOf({ list, api, scheduler, commands, clock, newKey, programs });

  const listed = (key: string): WorkbookSession | undefined =>
    service.sessions().find((session) => session.key === key);
  /** Lists sessions that other windows wrote, each on a workbook of its own. */
  const given = async (...sessions: Parameters<typeof aStoredSession>[0][]) => {
    for (const session of sessions) {
      await list.add(aStoredSession(session));
    }
  };
  return {
    clock,
    store,
    api,
    tokens,
    list,
    scheduler,
    commands,
    service,
    listed,
    given,
    logger,
    limits,
  };
}

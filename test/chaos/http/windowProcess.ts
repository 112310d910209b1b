// A window in a process of its own, until it is killed: it opens and closes sessions as long as it lives, and
// prints each session that it would show its user.
import { randomUUID } from 'node:crypto';
import { systemClock as clock } from '../../../src/base/clock';
import { createHttpClient } from '../../../src/base/http';
import { GraphWorkbookSessionApi } from '../../../src/graph/workbookSessionApi';
import { addressOfIds } from '../../../src/model/workbook';
import { CommandRunner } from '../../../src/requests/command';
import { RequestScheduler } from '../../../src/requests/requestScheduler';
import { SessionList } from '../../../src/sessions/sessionList';
import { WindowClaims } from '../../../src/sessions/store/workbookClaims';
import { SessionFileStore } from '../../../src/sessions/store/sessionFileStore';
import { anAccount, globalGraph } from '../../builders';
import { FakeCredential } from '../../fakes/fakeCredential';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { sessionServiceOf } from '../../fakes/sessionServiceOf';
import { workbooks } from './httpSchedule';

const [, , endpoint = '', folder = ''] = process.argv;
const logger = new RecordingLogger();
const credential = new FakeCredential();
credential.accountInUse = anAccount();
const limits = { persistent: 300_000, nonPersistent: 300_000 };
const list = new SessionList(
  new SessionFileStore(folder, clock, logger),
  clock,
  () => limits,
  logger,
);
const claims = new WindowClaims({
  ...{ clock, logger, folder: `${folder}-claims` },
  isAnotherWindowOpen: () => Promise.resolve(true),
});
const settings = () => ({ apiVersion: 'v1.0', endpoint }) as const;
const service = sessionServiceOf({
  ...{ list, clock },
  api: new GraphWorkbookSessionApi({ http: createHttpClient(), clock, logger, settings }),
  commands: new CommandRunner(credential, clock),
  scheduler: new RequestScheduler({ claims, clock, logger, maxParallelRequests: () => 64 }),
  newKey: () => randomUUID(),
});

void live();

async function live(): Promise<void> {
  await list.reload();
  for (;;) {
    await Promise.allSettled([...workbooks.map(create), closeOldest()]);
  }
}

async function create(workbook: (typeof workbooks)[number]): Promise<void> {
  const { key } = await service
    .create(
      {
        ...{ target: globalGraph, workbookName: '', persistChanges: true },
        address: addressOfIds(workbook),
      },
      { interactive: false },
    )
    .finally(() => {
      // The parent counts the lines.
      process.stdout.write('\n');
    });
  process.stdout.write(`${JSON.stringify({ key, sessionId: service.sessionIdOf(key) })}\n`);
}

async function closeOldest(): Promise<void> {
  const keys = service.sessions().filter(({ status }) => status !== 'opening');
  await service.close(
    keys.slice(0, 2).map(({ key }) => key),
    { interactive: false },
  );
}

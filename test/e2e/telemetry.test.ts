import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { sandboxToken } from '../../src/base/sandboxToken';
import { workbookFiles } from '../../src/sandbox/workbookFiles';
import { manifest } from '../host/paths.mjs';
import {
  dismissNotification,
  openView,
  runCommand,
  startWorkbench,
  treeRow,
  waitFor,
  type Workbench,
} from './support';
import { requestsOf, useSandbox } from './support/sandbox';
import {
  buildWithTelemetry,
  collectErrorsOfExtension,
  instrumentationKey,
  replaceTelemetry,
  startIngestion,
  type Envelope,
  type Ingestion,
} from './support/telemetry';

const { publisher, name, version } = manifest();
const prefix = `${publisher}.${name}/`;

/** The whole envelope, as it is expected; only times and VS Code's version are taken from the real one. */
function envelope({ time, data }: Envelope, fields: object, measurements: object) {
  const { duration, 'common.vscodeversion': vscodeVersion } = data.baseData.properties;
  assert.match(time, /^\d{4}-\d\d-\d\dT/);
  assert.match(duration ?? '', /^under\d+(s|min)$/);
  assert.match(vscodeVersion ?? '', /^\d+\.\d+\.\d+$/);
  const common = {
    'common.extversion': version,
    'common.os': process.platform,
    'common.uikind': 'web',
    'common.vscodeversion': vscodeVersion,
  };
  return {
    time,
    iKey: instrumentationKey,
    name: `Microsoft.ApplicationInsights.${instrumentationKey.replaceAll('-', '')}.Event`,
    tags: {},
    data: {
      baseType: 'EventData',
      baseData: {
        ...{ ver: 2, name: data.baseData.name },
        properties: { ...fields, duration, ...common },
        measurements,
      },
    },
  };
}

describe('Telemetry', () => {
  const sandbox = useSandbox();
  let ingestion: Ingestion;

  before(async () => {
    ingestion = await startIngestion();
  });

  after(() => ingestion.close());

  const start = async (folder: string, telemetry: boolean): Promise<Workbench> => {
    const workbench = await startWorkbench({
      ...{ extension: 'none', moreExtensions: [folder], telemetry },
      settings: {
        'workbookSessions.sandbox.endpoint': sandbox().endpoint,
        'workbookSessions.sandbox.autoStart': true,
      },
    });
    await openView(workbench.page);
    await sessionsShown(workbench);
    return workbench;
  };

  /** The view stays open when the window is reloaded. */
  const sessionsShown = async ({ page }: Workbench): Promise<void> => {
    await treeRow(page, /Session .* of Team plan\.xlsx/).waitFor();
  };

  const refreshAll = async ({ page }: Workbench): Promise<void> => {
    await runCommand(page, 'Workbook Sessions: Refresh All Sessions');
    await dismissNotification(page, /Refreshed \d sessions/);
  };

  const nextBatch = async (): Promise<void> => {
    const before = ingestion.batches.length;
    // The library sends every 15 seconds.
    const options = { timeoutMs: 40_000, what: 'a batch' };
    await waitFor(() => ingestion.batches.length > before, options);
  };

  /** The first event of a kind that arrived. */
  const arrived = (event: string): Envelope => {
    const found = ingestion.events().find(({ data }) => data.baseData.name === prefix + event);
    assert.ok(found, event);
    return found;
  };

  describe('with a connection string, while VS Code’s is on', () => {
    let workbench: Workbench;
    let errors: readonly string[];

    before(async () => {
      workbench = await start(buildWithTelemetry(ingestion.connectionString), true);
      errors = collectErrorsOfExtension(workbench.page);
    });

    after(() => workbench.close());

    afterEach(() => {
      assert.deepEqual(errors, []);
    });

    it('sends exactly the events of the catalog, without names, ids or addresses', async () => {
      await refreshAll(workbench);
      await nextBatch();
      const [batch] = ingestion.batches;
      assert.equal(batch?.method, 'POST');
      assert.equal(batch.url, '/v2/track');
      const counts = { refreshed: 4, gone: 0, failed: 0, cancelled: 0 };
      assert.equal(requestsOf(sandbox(), 'refreshSession').length, counts.refreshed);
      const refreshed = arrived('sessions.refreshed');
      assert.deepEqual(refreshed, envelope(refreshed, { target: 'sandbox' }, counts));
      const completed = arrived('command.completed');
      const command = 'workbookSessions.refreshAllSessions';
      assert.deepEqual(completed, envelope(completed, { command, outcome: 'completed' }, {}));
      const sent = JSON.stringify(ingestion.batches);
      const secrets = [
        sandboxToken,
        new URL(sandbox().endpoint).host,
        ...sandbox().openSessions.map(({ sessionId }) => sessionId),
        ...workbookFiles.flatMap(({ driveId, itemId, name }) => [driveId, itemId, name]),
      ];
      assert.ok(secrets.length > 5);
      for (const secret of secrets) {
        assert.ok(!sent.includes(secret), secret);
      }
      assert.doesNotMatch(sent, /machineid|sessionid|ai\.user|ai\.session|devDeviceId/i);
    });

    for (const [answer, what] of [
      ['never', 'never answers'],
      ['failed', 'fails'],
    ] as const) {
      it(`disturbs neither commands nor the closing of the window when the endpoint ${what}`, async () => {
        ingestion.answer = answer;
        await refreshAll(workbench);
        await nextBatch();
        assert.equal(ingestion.held > 0, answer === 'never');
        // With the answer still to come, or just refused, commands and windows go on as ever.
        await refreshAll(workbench);
        await workbench.reload();
        await sessionsShown(workbench);
        await refreshAll(workbench);
      });
    }

    it('disturbs nothing when nobody listens at the endpoint', async () => {
      await ingestion.stop();
      await refreshAll(workbench);
      await workbench.reload();
      await sessionsShown(workbench);
      await refreshAll(workbench);
      await ingestion.restart();
      ingestion.answer = 'accepted';
      await refreshAll(workbench);
      await nextBatch();
    });
  });

  describe('with a connection string, while VS Code’s is off', () => {
    it('is loaded only once VS Code’s telemetry is turned on', async () => {
      const folder = buildWithTelemetry(ingestion.connectionString);
      replaceTelemetry(folder, ingestion);
      const before = ingestion.batches.length;
      const workbench = await start(folder, false);
      const errors = collectErrorsOfExtension(workbench.page);
      await refreshAll(workbench);
      await refreshAll(workbench);
      assert.equal(ingestion.batches.length, before);
      assert.equal(errors.length, 0);
      const settings = JSON.parse(readFileSync(workbench.userSettingsPath, 'utf8')) as object;
      const changed = { ...settings, 'telemetry.telemetryLevel': 'all' };
      writeFileSync(workbench.userSettingsPath, JSON.stringify(changed));
      await workbench.reload();
      await sessionsShown(workbench);
      await refreshAll(workbench);
      await waitFor(() => ingestion.batches[before]?.url === '/loaded', { what: 'the loading' });
      // So the stories above would have seen an error that nobody caught.
      await waitFor(() => errors.some((text) => text.includes('the stand-in fails')));
      await workbench.close();
    });
  });
});

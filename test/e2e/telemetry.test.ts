import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { sandboxToken } from '../../src/base/sandboxToken';
import { workbookFiles } from '../../src/sandbox/workbookFiles';
import { manifest } from '../host/paths.mjs';
import { notification, openView, runCommand, startWorkbench, treeRow, waitFor } from './support';
import type { Workbench } from './support';
import { useSandbox } from './support/sandbox';
import {
  buildWithTelemetry,
  extensionHostLog,
  extensionLog,
  instrumentationKey,
  startIngestion,
  type Envelope,
  type Ingestion,
} from './support/telemetry';

const { publisher, name, version } = manifest();
const prefix = `${publisher}.${name}/`;

describe('Telemetry', () => {
  const sandbox = useSandbox();
  let ingestion: Ingestion;
  let extensionFolder: string;

  before(async () => {
    ingestion = await startIngestion();
    extensionFolder = buildWithTelemetry(ingestion.connectionString);
  });

  after(() => ingestion.close());

  const start = async (options: { telemetry: boolean; folder?: string }): Promise<Workbench> => {
    const workbench = await startWorkbench({
      extension: 'none',
      moreExtensions: [options.folder ?? extensionFolder],
      telemetry: options.telemetry,
      settings: {
        'workbookSessions.sandbox.endpoint': sandbox().endpoint,
        'workbookSessions.sandbox.autoStart': true,
      },
    });
    await openView(workbench.page);
    await treeRow(workbench.page, /Session .* of Team plan\.xlsx/).waitFor();
    return workbench;
  };

  const refreshAll = async ({ page }: Workbench): Promise<void> => {
    await runCommand(page, 'Workbook Sessions: Refresh All Sessions');
    const told = await notification(page, /Refreshed \d sessions/);
    await told.dismiss();
  };

  /** The events of one kind that arrived. */
  const arrived = (event: string): readonly Envelope[] =>
    ingestion.events().filter(({ data }) => data.baseData.name === prefix + event);

  const assertNothingUncaught = (workbench: Workbench): void => {
    const log = extensionHostLog(workbench);
    assert.match(log, /activate.*workbook-sessions/i, 'this is not the log of the extension host');
    assert.doesNotMatch(log, /uncaught|unhandled|rejected promise/i);
  };

  it('sends exactly what the catalogue says, and nothing of what the run is about', async () => {
    const workbench = await start({ telemetry: true });
    await refreshAll(workbench);
    await waitFor(() => arrived('command.completed').length > 0, {
      timeoutMs: 40_000,
      what: 'the first batch',
    }).catch((e: unknown) => { const data = path.resolve(path.dirname(workbench.userSettingsPath), '../..'); console.log(readdirSync(data, {recursive: true, encoding: 'utf8'}).filter((f) => f.endsWith('.log'))); console.log(extensionHostLog(workbench).slice(-3000), extensionLog(workbench).slice(-2000)); throw e; });
    const [batch] = ingestion.batches;
    assert.deepEqual([batch?.method, batch?.url], ['POST', '/v2/track']);
    const common = {
      'common.extversion': version,
      'common.os': process.platform,
      'common.uikind': 'web',
    };
    const [refreshed, completed] = ['sessions.refreshed', 'command.completed'].map(
      (event) => arrived(event)[0] as (Envelope & { readonly time: string }) | undefined,
    );
    assert.match(refreshed?.time ?? '', /^\d{4}-\d\d-\d\dT/);
    const vscodeVersion = refreshed?.data.baseData.properties['common.vscodeversion'];
    assert.match(vscodeVersion ?? '', /^\d+\.\d+\.\d+$/);
    const allCommon = { ...common, 'common.vscodeversion': vscodeVersion };
    const envelope = (event: string, fields: object, counts: object) => ({
      iKey: instrumentationKey,
      name: `Microsoft.ApplicationInsights.${instrumentationKey.replaceAll('-', '')}.Event`,
      tags: {},
      data: {
        baseType: 'EventData',
        baseData: {
          ...{ ver: 2, name: prefix + event },
          properties: { ...fields, ...allCommon },
          measurements: counts,
        },
      },
    });
    assert.deepEqual(refreshed, {
      time: refreshed?.time,
      ...envelope(
        'sessions.refreshed',
        { target: 'sandbox', duration: refreshed?.data.baseData.properties['duration'] },
        { refreshed: sandbox().openSessions.length, gone: 0, failed: 0, cancelled: 0 },
      ),
    });
    assert.deepEqual(completed, {
      time: completed?.time,
      ...envelope(
        'command.completed',
        {
          command: 'workbookSessions.refreshAllSessions',
          outcome: 'completed',
          duration: completed?.data.baseData.properties['duration'],
        },
        {},
      ),
    });
    const sent = JSON.stringify(ingestion.batches);
    const secrets = [
      sandboxToken,
      new URL(sandbox().endpoint).host,
      ...sandbox().openSessions.map(({ id }) => id),
      ...workbookFiles.flatMap(({ driveId, itemId, name }) => [driveId, itemId, name]),
    ];
    assert.ok(secrets.length > 5);
    for (const secret of secrets) {
      assert.ok(!sent.includes(secret), secret);
    }
    assert.doesNotMatch(sent, /machineid|sessionid|ai\.user|ai\.session|devDeviceId/i);
    assertNothingUncaught(workbench);
    await workbench.close();
  });

  for (const answer of ['failed', 'never'] as const) {
    it(`disturbs no command and no closing of the window when the endpoint ${answer === 'never' ? 'never answers' : 'fails'}`, async () => {
      const before = ingestion.batches.length;
      ingestion.answer = answer;
      const workbench = await start({ telemetry: true });
      await refreshAll(workbench);
      await waitFor(() => ingestion.batches.length > before, {
        timeoutMs: 40_000,
        what: 'a batch',
      });
      // With the answer still to come, or just refused, commands and windows go on as ever.
      await refreshAll(workbench);
      assert.equal(ingestion.held > 0, answer === 'never');
      await workbench.reload();
      await openView(workbench.page);
      await treeRow(workbench.page, /Session .* of Team plan\.xlsx/).waitFor();
      await refreshAll(workbench);
      assertNothingUncaught(workbench);
      await workbench.close();
    });
  }

  it('disturbs nothing when nobody listens at the endpoint', async () => {
    const gone = await startIngestion();
    const folder = buildWithTelemetry(gone.connectionString);
    await gone.close();
    const workbench = await start({ telemetry: true, folder });
    await refreshAll(workbench);
    await workbench.reload();
    await openView(workbench.page);
    await treeRow(workbench.page, /Session .* of Team plan\.xlsx/).waitFor();
    await refreshAll(workbench);
    assertNothingUncaught(workbench);
    await workbench.close();
  });

  it('loads and sends nothing while VS Code’s telemetry is off, and follows when it is turned on', async () => {
    const before = ingestion.batches.length;
    const folder = buildWithTelemetry(ingestion.connectionString);
    // Whoever wants to load it now leaves a trace in the log.
    const parts = path.join(folder, 'dist/parts');
    const part = readdirSync(parts).find((file) => file.startsWith('telemetryReporter-'));
    assert.ok(part);
    rmSync(path.join(parts, part));
    const workbench = await start({ telemetry: false, folder });
    await refreshAll(workbench);
    assert.match(extensionLog(workbench), /refreshSession/);
    assert.doesNotMatch(extensionLog(workbench), /telemetry/);
    const settings = JSON.parse(readFileSync(workbench.userSettingsPath, 'utf8')) as object;
    const changed = { ...settings, 'telemetry.telemetryLevel': 'all' };
    writeFileSync(workbench.userSettingsPath, JSON.stringify(changed));
    await waitFor(
      async () => {
        await refreshAll(workbench);
        return extensionLog(workbench).includes('telemetry: it could not be sent');
      },
      { timeoutMs: 60_000, what: 'the attempt to load it' },
    );
    assert.equal(ingestion.batches.length, before);
    assertNothingUncaught(workbench);
    await workbench.close();
  });
});

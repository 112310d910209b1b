import assert from 'node:assert/strict';
import { CredentialSelector } from '../../../src/accounts/credentialSelector';
import { PastedCredential } from '../../../src/accounts/pastedCredential';
import { createHttpClient } from '../../../src/base/http';
import type { Attempt, CallContext } from '../../../src/model/ports';
import { addressOfIds, type WorkbookAddress } from '../../../src/model/workbook';
import { GraphWorkbookSessionApi } from '../../../src/graph/workbookSessionApi';
import { parseWorkbookAddress } from '../../../src/graph/workbookAddressParser';
import { workbookFiles } from '../../../src/sandbox/workbookFiles';
import { FakeCredential } from '../../fakes/fakeCredential';
import { ManualClock } from '../../fakes/manualClock';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { sandboxPerTest } from '../sandbox/client';
import { aCallContext } from '../../builders';

describe('The sandbox in place of Graph', () => {
  const running = sandboxPerTest();
  const [file, , , siteFile] = workbookFiles;
  const old = workbookFiles[5];

  afterEach(() => {
    assert.deepEqual(running.sandbox.violations, []);
  });

  function setup(apiVersion: 'v1.0' | 'beta' = 'v1.0') {
    const clock = new ManualClock();
    const pasted = new PastedCredential(clock, () => 'global');
    const signedIn = new FakeCredential();
    const signIns = { vscode: signedIn, msal: signedIn };
    const credentials = new CredentialSelector(pasted, signIns, () => 'vscode');
    const api = new GraphWorkbookSessionApi({
      http: createHttpClient(),
      clock,
      logger: new RecordingLogger(),
      settings: () => ({ apiVersion, endpoint: '' }),
    });
    const target = { cloud: 'sandbox', sandbox: running.sandbox.instance } as const;
    const call = async (): Promise<CallContext> =>
      aCallContext({
        target,
        token: await credentials.getAccessToken({ target, interactive: false }),
      });
    return { api, call };
  }

  function valueOf<T>(attempt: Attempt<T>): T {
    assert.ok(attempt.ok, JSON.stringify(attempt));
    return attempt.value;
  }

  for (const apiVersion of ['v1.0', 'beta'] as const) {
    it(`opens, refreshes and closes a session in ${apiVersion}, and says that a closed session has ended`, async () => {
      const { api, call } = setup(apiVersion);
      const at = addressOfIds(file);
      for (const persistChanges of [true, false]) {
        const state = valueOf(await api.createSession(at, persistChanges, await call()));
        assert.equal(state.kind, 'created');
        const created = state.session;
        assert.equal(created.persistChanges, persistChanges);
        assert.deepEqual(
          running.sandbox.openSessions.map(({ sessionId }) => sessionId),
          [created.sessionId],
        );
        valueOf(await api.refreshSession(at, created.sessionId, await call()));
        valueOf(await api.closeSession(at, created.sessionId, await call()));
        assert.deepEqual(running.sandbox.openSessions, []);
        const again = await api.closeSession(at, created.sessionId, await call());
        assert.ok(!again.ok);
        assert.equal(again.code, 'sessionGone');
        assert.equal(again.isSessionDead, true);
      }
    });
  }

  const site =
    'workbooks.example,da60e844-ba1d-49bc-b4d4-d5e36bae9019,712a596e-90a1-49e3-9b48-bfa80bee8740';
  for (const { text, expected } of [
    { text: `/me/drive/items/${file.itemId}`, expected: file },
    { text: `/me/drive/root:/${file.path}`, expected: file },
    { text: `/users/ada@workbooks.example/drive/items/${file.itemId}`, expected: file },
    {
      text: `/drives/${file.driveId}/root:/${encodeURIComponent(file.path)}:/workbook`,
      expected: file,
    },
    { text: `/sites/${site}/drive/root:/${siteFile.path}:`, expected: siteFile },
    {
      text: `/groups/02bd9fd6-8f93-4758-87c3-1fb73740a315/drive/items/${siteFile.itemId}`,
      expected: siteFile,
    },
    { text: `${siteFile.driveId} ${siteFile.itemId}`, expected: siteFile },
  ]) {
    it(`finds a workbook by ${text.slice(0, 40)} and closes a session there`, async () => {
      const { api, call } = setup();
      const { address } = parseWorkbookAddress(text);
      const { driveId, itemId, name, path } = expected;
      const place = {
        folder: path.split('/').slice(0, -1).join('/'),
        site:
          expected === siteFile
            ? 'contoso.sharepoint.example/sites/team'
            : 'contoso-my.sharepoint.example/personal/ada_workbooks_example',
      };
      const found = valueOf(await api.findWorkbook(address, await call()));
      assert.deepEqual(found, { driveId, itemId, name, place });
      const sessionId = running.sandbox.openSession(driveId, itemId, true);
      valueOf(await api.closeSession(address, sessionId, await call()));
      assert.deepEqual(running.sandbox.openSessions, []);
    });
  }

  it('sends a web address on a host that doesn’t exist', async () => {
    const { api, call } = setup();
    const at = addressOfIds(siteFile);
    const { hostname, searchParams } = new URL(valueOf(await api.findWebUrl(at, await call())));
    assert.equal(hostname, 'contoso.sharepoint.example');
    assert.equal(searchParams.get('file'), 'Team plan.xlsx');
    const none = await api.findWebUrl(addressOfIds({ ...file, itemId: 'none' }), await call());
    assert.equal(!none.ok && none.code, 'workbookNotFound');
  });

  it('finds no workbook in the old format, and none with an unknown id', async () => {
    const { api, call } = setup();
    const find = async (at: WorkbookAddress) => {
      const found = await api.findWorkbook(at, await call());
      return !found.ok && found.code;
    };
    assert.equal(await find(addressOfIds(old)), 'notAWorkbook');
    assert.equal(await find(addressOfIds({ ...file, itemId: 'none' })), 'workbookNotFound');
  });

  it('says that a session has ended after its idle time', async () => {
    const { api, call } = setup();
    const sessionId = running.sandbox.openSession(file.driveId, file.itemId, true);
    running.sandbox.advanceClock(5 * 60_000);
    const closed = await api.closeSession(addressOfIds(file), sessionId, await call());
    assert.deepEqual(!closed.ok && closed.code, 'sessionGone');
  });
});

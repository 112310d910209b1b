import assert from 'node:assert/strict';
import type { AccessTokenRequest } from '../../src/model/ports';
import { MicrosoftCredential } from '../../src/accounts/ui/microsoftCredential';
import { Settings } from '../../src/window/settings';
import { SignedOutFlag } from '../../src/accounts/signedOutFlag';
import { anAccount, globalGraph } from '../builders';
import { MemoryState } from '../fakes/memoryState';
import { RecordingLogger } from '../fakes/recordingLogger';
import { removeUserSettings, setSovereignEnvironment, setUserSettings } from './support';

const clientId = '11111111-2222-4333-8444-555555555555';
const silently: AccessTokenRequest = { target: globalGraph, interactive: false };

describe('MicrosoftCredential', () => {
  let provider: MicrosoftCredential;
  let signedOut: SignedOutFlag;
  let logger: RecordingLogger;

  beforeEach(() => {
    signedOut = new SignedOutFlag(new MemoryState());
    logger = new RecordingLogger();
    provider = new MicrosoftCredential(new Settings(), signedOut, logger);
  });

  afterEach(async () => {
    provider.dispose();
    await removeUserSettings('workbookSessions.auth.clientId');
  });

  const codeOf = async (request: AccessTokenRequest): Promise<unknown> => {
    try {
      await provider.getAccessToken(request);
      return 'a token';
    } catch (error) {
      return (error as { code?: unknown }).code;
    }
  };

  it('says that a client id is missing, be it silently or for a command', async () => {
    assert.equal(await codeOf(silently), 'clientIdMissing');
    assert.equal(await codeOf({ ...silently, interactive: true }), 'clientIdMissing');
    assert.equal(await codeOf({ ...silently, account: anAccount() }), 'clientIdMissing');
  });

  it('does not take a client id that is none', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': 'VSCODE_TENANT:common' });
    assert.equal(await codeOf(silently), 'clientIdMissing');
  });

  it('says that nobody is signed in, without a dialog', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    assert.equal(await codeOf(silently), 'signInRequired');
  });

  it("says that a session's account is not there", async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    assert.equal(await codeOf({ ...silently, account: anAccount() }), 'accountUnavailable');
  });

  it('says that a cloud of US government is not set up, without waiting for its provider', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    for (const cloud of ['usGov', 'usGovDoD'] as const) {
      const request = { target: { cloud }, interactive: true };
      assert.equal(await codeOf(request), 'sovereignCloudNotSet');
      assert.equal(await codeOf({ ...request, account: anAccount() }), 'sovereignCloudNotSet');
      assert.equal(await codeOf({ ...request, signIn: 'vscode' }), 'sovereignCloudNotSet');
    }
  });

  it('asks nobody for a cloud of US government where VS Code signs in to China', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    await setSovereignEnvironment('ChinaCloud');
    try {
      const request = { target: { cloud: 'usGov' }, interactive: true } as const;
      assert.equal(await codeOf(request), 'cloudWithoutWorkbooks');
      assert.equal(await codeOf(silently), 'signInRequired');
    } finally {
      await setSovereignEnvironment(undefined);
    }
  });

  it('asks nobody while the user has signed out here', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    await signedOut.set(true);
    assert.equal(await codeOf({ ...silently, interactive: true }), 'signInRequired');
    assert.deepEqual(logger.lines, []);
  });

  it('goes past that when they sign in', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    await signedOut.set(true);
    // A test run refuses the dialog that would open now.
    const code = await codeOf({ ...silently, interactive: true, signIn: 'vscode' });
    assert.notEqual(code, 'signInRequired');
    assert.equal(signedOut.get(), true);
  });

  it('opens no dialog for a command that is over', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    const request = { ...silently, interactive: true, signal: AbortSignal.abort() };
    assert.equal(await codeOf(request), 'cancelled');
    assert.equal(await codeOf({ ...request, claims: '{}' }), 'cancelled');
    assert.equal(await codeOf({ ...request, signIn: 'vscode' }), 'cancelled');
    assert.equal(await codeOf({ ...request, signIn: 'vscode', account: anAccount() }), 'cancelled');
    assert.deepEqual(logger.lines, []);
  });

  it('tells that tokens are to be dropped when the user signs out or in here', async () => {
    const told: unknown[] = [];
    provider.onDidChangeAccounts((change) => told.push(change));
    await signedOut.set(true);
    await signedOut.set(true);
    await signedOut.set(false);
    assert.deepEqual(told, [undefined, undefined]);
    provider.dispose();
    await signedOut.set(true);
    assert.equal(told.length, 2);
  });
});

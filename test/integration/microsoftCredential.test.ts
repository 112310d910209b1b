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

  it('reports a missing client id, silently and for a command', async () => {
    assert.equal(await codeOf(silently), 'clientIdMissing');
    assert.equal(await codeOf({ ...silently, interactive: true }), 'clientIdMissing');
    assert.equal(await codeOf({ ...silently, account: anAccount() }), 'clientIdMissing');
  });

  it('rejects a malformed client id', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': 'VSCODE_TENANT:common' });
    assert.equal(await codeOf(silently), 'clientIdMissing');
  });

  it('reports without a dialog that nobody is signed in', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    assert.equal(await codeOf(silently), 'signInRequired');
  });

  it('reports that a session’s account is unavailable', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    assert.equal(await codeOf({ ...silently, account: anAccount() }), 'accountUnavailable');
  });

  it('reports that a US government cloud is not set up, without waiting for its provider', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    for (const cloud of ['usGov', 'usGovDoD'] as const) {
      const request = { target: { cloud }, interactive: true };
      assert.equal(await codeOf(request), 'sovereignCloudNotSet');
      assert.equal(await codeOf({ ...request, account: anAccount() }), 'sovereignCloudNotSet');
      assert.equal(await codeOf({ ...request, signIn: 'vscode' }), 'sovereignCloudNotSet');
    }
  });

  it('does not sign in to a US government cloud where VS Code signs in to China', async () => {
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

  it('does not ask VS Code while the user has signed out here', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    await signedOut.set(true);
    assert.equal(await codeOf({ ...silently, interactive: true }), 'signInRequired');
    assert.deepEqual(logger.lines, []);
  });

  it('asks VS Code again when the user signs in', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    await signedOut.set(true);
    // A test run refuses the dialog that would open now.
    const code = await codeOf({ ...silently, interactive: true, signIn: 'vscode' });
    assert.notEqual(code, 'signInRequired');
    assert.equal(signedOut.get(), true);
  });

  it('opens no dialog for a command that has ended', async () => {
    await setUserSettings({ 'workbookSessions.auth.clientId': clientId });
    const request = { ...silently, interactive: true, signal: AbortSignal.abort() };
    assert.equal(await codeOf(request), 'cancelled');
    assert.equal(await codeOf({ ...request, claims: '{}' }), 'cancelled');
    assert.equal(await codeOf({ ...request, signIn: 'vscode' }), 'cancelled');
    assert.equal(await codeOf({ ...request, signIn: 'vscode', account: anAccount() }), 'cancelled');
    assert.deepEqual(logger.lines, []);
  });

  it('reports that tokens must be dropped when the user signs out or in here', async () => {
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

import assert from 'node:assert/strict';
import { signedInOf, viewMessage, viewStateOf } from '../../../../src/sessions/view/viewState';

describe('viewStateOf', () => {
  it('reports the disk first', () => {
    assert.equal(viewStateOf('loading', 'noClientId', false), 'loading');
    assert.equal(viewStateOf('unreadable', 'ready', true), 'storageUnreadable');
  });

  it('says what the sign-in lacks, unless the sandbox is running', () => {
    assert.equal(viewStateOf('ready', 'noClientId', false), 'noClientId');
    assert.equal(viewStateOf('ready', 'signedOut', false), 'signedOut');
    assert.equal(viewStateOf('ready', 'tokenEnded', false), 'signedOut');
    assert.equal(viewStateOf('ready', 'signedOut', true), 'empty');
  });

  it('is empty if requests can be sent or the sign-in was not checked', () => {
    assert.equal(viewStateOf('ready', 'ready', false), 'empty');
    assert.equal(viewStateOf('ready', 'unknown', false), 'empty');
  });
});

describe('signedInOf', () => {
  it('says yes or no only if the sign-in was checked', () => {
    const states = ['ready', 'noClientId', 'signedOut', 'tokenEnded', 'unknown'] as const;
    assert.deepEqual(states.map(signedInOf), ['yes', 'no', 'no', 'unknown', 'unknown']);
  });
});

describe('viewMessage', () => {
  const none = {
    hasGraphSession: false,
    hasSandboxSession: false,
    needsAccount: false,
    hasOther: false,
  };
  const sessions = { ...none, hasGraphSession: true, needsAccount: true };
  const others = { ...none, hasOther: true };

  it('is undefined for a view without rows, which shows the welcome text', () => {
    assert.equal(viewMessage('signedOut', none), undefined);
  });

  it('says above the rows what prevents a close', () => {
    assert.match(viewMessage('storageUnreadable', sessions) ?? '', /out of date/);
    assert.match(viewMessage('noClientId', sessions) ?? '', /set up sign-in/);
    assert.match(viewMessage('signedOut', sessions) ?? '', /sign in or use an access token/);
    assert.equal(viewMessage('empty', sessions), undefined);
  });

  it('does not ask to sign in for sessions of a sandbox', () => {
    const inSandbox = { ...none, hasSandboxSession: true };
    assert.equal(viewMessage('signedOut', inSandbox), undefined);
    assert.match(viewMessage('storageUnreadable', inSandbox) ?? '', /out of date/);
  });

  it('does not ask to sign in for sessions that running programs can close', () => {
    const recorded = { ...none, hasGraphSession: true };
    assert.equal(viewMessage('noClientId', recorded), undefined);
    assert.equal(viewMessage('noClientId', { ...recorded, hasOther: true }), undefined);
    assert.match(viewMessage('storageUnreadable', recorded) ?? '', /out of date/);
  });

  it('says that no sessions are listed if a row of ended ones hides the welcome text', () => {
    assert.equal(
      viewMessage('empty', others),
      'No workbook sessions are listed. Create or add one with the buttons above.',
    );
    assert.equal(viewMessage('empty', none), undefined);
    assert.equal(viewMessage('empty', { ...sessions, hasOther: true }), undefined);
    assert.match(
      viewMessage('signedOut', others) ?? '',
      /No workbook sessions.*sign in, use an access token, or start the sandbox. All three are in the “…” menu/,
    );
    assert.match(
      viewMessage('noClientId', others) ?? '',
      /No workbook sessions.*set up sign-in,.*the “…” menu/,
    );
    assert.match(viewMessage('storageUnreadable', others) ?? '', /can’t be read from disk/);
    assert.equal(viewMessage('storageUnreadable', none), undefined);
  });
});

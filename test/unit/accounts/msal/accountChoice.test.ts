import assert from 'node:assert/strict';
import { maySignIn, accountFor } from '../../../../src/accounts/msal/accountChoice';
import { anAccount } from '../../../builders';

const known = (...ids: string[]) => ids.map((homeAccountId) => ({ homeAccountId }));
const ada = anAccount('ada');
const silently = { interactive: false };
const byCommand = { interactive: true };
const signIn = { interactive: true, signIn: 'msal' } as const;

describe('The account for a request', () => {
  it('is the named account and no other', () => {
    const accounts = known('grace', ada.id);
    for (const asked of [silently, byCommand, signIn]) {
      assert.equal(accountFor(accounts, { ...asked, account: ada }, 'grace'), accounts[1]);
      assert.equal(accountFor(known('grace'), { ...asked, account: ada }, 'grace'), undefined);
    }
  });

  it('is the guest with the named ID in its tenant, unless an account has this home ID', () => {
    const [objectId = '', tenantId = ''] = ada.id.split('.');
    const profile = { tenantId, localAccountId: objectId };
    const guest = { homeAccountId: 'guest', tenantProfiles: new Map([[tenantId, profile]]) };
    const asked = { ...silently, account: ada };
    assert.equal(accountFor([...known('grace'), guest], asked, 'grace'), guest);
    const atHome = { homeAccountId: ada.id };
    assert.equal(accountFor([guest, atHome], asked, 'grace'), atHome);
    const elsewhere = new Map([['other', { ...profile, tenantId: 'other' }]]);
    assert.equal(accountFor([{ ...guest, tenantProfiles: elsewhere }], asked, ''), undefined);
  });

  it('is the account chosen last, or else the only one', () => {
    const accounts = known('ada', 'grace');
    for (const asked of [silently, byCommand]) {
      assert.equal(accountFor(accounts, asked, 'grace'), accounts[1]);
      assert.equal(accountFor(accounts, asked, undefined), undefined);
      assert.equal(accountFor(accounts, asked, 'linus'), undefined);
      assert.equal(accountFor(known('ada'), asked, 'linus')?.homeAccountId, 'ada');
      assert.equal(accountFor(known(), asked, 'ada'), undefined);
    }
  });

  it('is left to the user when they sign in', () => {
    assert.equal(accountFor(known('ada'), signIn, 'ada'), undefined);
    assert.equal(
      accountFor(known('ada'), { ...signIn, interactive: false }, '')?.homeAccountId,
      'ada',
    );
  });
});

describe('A sign-in', () => {
  it('may decide the account, unless it would replace the owner of a session', () => {
    const asked = [silently, byCommand, signIn, { ...signIn, interactive: false }];
    assert.deepEqual(asked.map(maySignIn), [false, true, true, false]);
    assert.equal(maySignIn({ ...byCommand, account: ada }), false);
    assert.equal(maySignIn({ ...signIn, account: ada }), true);
  });
});

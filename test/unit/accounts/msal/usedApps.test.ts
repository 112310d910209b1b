import assert from 'node:assert/strict';
import { readUsedApp, usedAppName } from '../../../../src/accounts/msal/usedApps';

const app = {
  cloud: 'usGov',
  clientId: '11111111-2222-4333-8444-555555555555',
  tenant: 'organizations',
} as const;

describe('The shared value of a used app registration', () => {
  it('is read as it was written', () => {
    assert.deepEqual(readUsedApp({ ...app, more: 1 }), app);
  });

  for (const value of [undefined, null, 7, '', {}, [app], JSON.stringify(app)]) {
    it(`is ignored if it is ${JSON.stringify(value)}`, () => {
      assert.equal(readUsedApp(value), undefined);
    });
  }

  for (const wrong of [
    { cloud: 'sandbox' },
    { clientId: 'x' },
    { tenant: 'a/../b' },
    { tenant: undefined },
  ]) {
    it(`is ignored if it contains ${JSON.stringify(wrong)}`, () => {
      assert.equal(readUsedApp({ ...app, ...wrong }), undefined);
    });
  }

  it('has a different name for each app', () => {
    const others = [{ cloud: 'global' as const }, { tenant: 'common' }, { clientId: 'x' }];
    const names = [{}, ...others].map((other) => usedAppName({ ...app, ...other }));
    assert.equal(new Set(names).size, names.length);
  });
});

import assert from 'node:assert/strict';
import { readUsedApps, withUsedApp } from '../../../../src/auth/msal/usedApps';

const app = {
  cloud: 'usGov',
  clientId: '11111111-2222-4333-8444-555555555555',
  tenant: 'organizations',
};

describe('The app registrations in which somebody has signed in', () => {
  it('are read as they were kept', () => {
    assert.deepEqual(readUsedApps([app]), [app]);
  });

  for (const value of [undefined, 7, '', {}, [null, 1, 'x', []], JSON.stringify([app])]) {
    it(`are none in ${JSON.stringify(value)}`, () => {
      assert.deepEqual(readUsedApps(value), []);
    });
  }

  for (const wrong of [
    { cloud: 'sandbox' },
    { clientId: 'x' },
    { tenant: 'a/../b' },
    { tenant: undefined },
  ]) {
    it(`leave out one with ${JSON.stringify(wrong)}`, () => {
      assert.deepEqual(readUsedApps([{ ...app, ...wrong }, app]), [app]);
    });
  }

  it('have the one used last at their head, each once', () => {
    const kept = readUsedApps([{ ...app, tenant: 'common' }, app]);
    assert.deepEqual(
      readUsedApps([app]).flatMap((used) => withUsedApp(kept, used)),
      [app, { ...app, tenant: 'common' }],
    );
  });
});

import assert from 'node:assert/strict';
import { Lazy } from '../../../src/base/lazy';

describe('Lazy', () => {
  it('makes its value once, when it is first needed', async () => {
    let made = 0;
    const lazy = new Lazy(() => Promise.resolve((made += 1)));
    assert.equal(made, 0);
    assert.deepEqual(await Promise.all([lazy.get(), lazy.get()]), [1, 1]);
    assert.equal(await lazy.get(), 1);
  });

  it('tries again after an error', async () => {
    let tries = 0;
    const lazy = new Lazy(() => {
      tries += 1;
      return tries === 1 ? Promise.reject(new Error('not yet')) : Promise.resolve(tries);
    });
    await assert.rejects(lazy.get(), /not yet/);
    assert.equal(await lazy.get(), 2);
  });
});

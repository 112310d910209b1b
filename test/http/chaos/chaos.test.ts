import assert from 'node:assert/strict';
import { chaosParts, newSeed } from '../../chaos/chaos';

describe('The product over HTTP', () => {
  it('keeps its promises through ten random schedules of faults', async () => {
    const failure = await chaosParts.http.check({ seed: newSeed(), count: 10 });
    assert.equal(failure, undefined);
  }).timeout(120_000);
});

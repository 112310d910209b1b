import assert from 'node:assert/strict';
import { chaosParts, newSeed } from '../../chaos/chaos';

describe('The pure core', () => {
  it('keeps its promises through a hundred random schedules of faults', async () => {
    const failure = await chaosParts.core.check({ seed: newSeed(), count: 100 });
    assert.equal(failure, undefined);
  }).timeout(60_000);
});

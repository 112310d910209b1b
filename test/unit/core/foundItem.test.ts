import assert from 'node:assert/strict';
import { withoutRepeated } from '../../../src/core/foundItem';
import { aFoundItem } from '../../fakes/fakeWorkbookFinder';

describe('withoutRepeated', () => {
  it('keeps each item once, in its first place and form', () => {
    const [one, two] = [aFoundItem({ name: 'One.xlsx' }), aFoundItem({ name: 'Two.xlsx' })];
    const again = { ...one, name: 'Another name.xlsx' };
    assert.deepEqual(withoutRepeated([one, two, again]), [one, two]);
    const elsewhere = { ...one, driveId: 'b!other' };
    assert.deepEqual(withoutRepeated([one, elsewhere]), [one, elsewhere]);
  });
});

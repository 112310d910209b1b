import assert from 'node:assert/strict';
import { unreadableTooltip, unreadableTree } from '../../../../src/sessions/view/unreadableTree';

describe('unreadableTree', () => {
  it('has no row if every record could be read', () => {
    assert.deepEqual(unreadableTree(0), []);
  });

  it('says how many records could not be read and what its row does', () => {
    const [one] = unreadableTree(1);
    assert.equal(one?.content.label, '1 unreadable record');
    const [row, ...others] = unreadableTree(2);
    assert.deepEqual(others, []);
    assert.deepEqual(
      [row?.content.label, row?.content.accessibilityLabel],
      ['2 unreadable records', '2 unreadable records, Show Log'],
    );
    assert.match(unreadableTooltip(), /Nothing was deleted/);
  });
});

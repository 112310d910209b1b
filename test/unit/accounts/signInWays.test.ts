import assert from 'node:assert/strict';
import { signInFlowRows } from '../../../src/accounts/signInWays';

const flows = (isBrowserElsewhere: boolean) =>
  signInFlowRows(isBrowserElsewhere).map(({ flow }) => flow);

describe('The ways to sign in', () => {
  it('are offered both, the browser first where it can come back to this machine', () => {
    assert.deepEqual(flows(false), ['browser', 'deviceCode']);
    assert.deepEqual(flows(true), ['deviceCode', 'browser']);
  });
});

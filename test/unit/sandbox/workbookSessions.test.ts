import assert from 'node:assert/strict';
import { newSessionId } from '../../../src/sandbox/workbookSessions';

describe('newSessionId', () => {
  it('returns printable ASCII that changes when it is decoded', () => {
    for (let count = 0; count < 200; count += 1) {
      const id = newSessionId();
      assert.match(id, /^[\x21-\x7e]{1,8192}$/);
      assert.notEqual(decodeURIComponent(id), id);
    }
  });

  it('returns a new id each time', () => {
    const ids = Array.from({ length: 200 }, newSessionId);
    assert.equal(new Set(ids).size, ids.length);
  });
});

import assert from 'node:assert/strict';
import type { ErrorCode } from '../../../src/model/errors';
import { addressOfIds } from '../../../src/model/workbook';
import {
  expiryOf,
  idsOfSession,
  isSameSession,
  isSameTarget,
  modeOf,
  statusOf,
  workbookKey,
} from '../../../src/model/workbookSession';
import { aSandbox, aSessionRecord, globalGraph } from '../../builders';

const limits = { persistent: 300_000, nonPersistent: 420_000 };

describe('expiryOf', () => {
  it('counts from the last call that succeeded, by mode; an unknown mode has the shorter time', () => {
    assert.equal(expiryOf('persistent', 1000, limits), 301_000);
    assert.equal(expiryOf('nonPersistent', 1000, limits), 421_000);
    assert.equal(expiryOf('unknownMode', 1000, limits), 301_000);
  });

  it('knows nothing of a session that was never confirmed', () => {
    assert.equal(expiryOf('persistent', undefined, limits), undefined);
  });
});

describe('modeOf', () => {
  it('is known for a flag alone', () => {
    assert.deepEqual([true, false, undefined, 'true', 1].map(modeOf), [
      'persistent',
      'nonPersistent',
      'unknownMode',
      'unknownMode',
      'unknownMode',
    ]);
  });
});

describe('statusOf', () => {
  const failure = { code: 'locked' as ErrorCode, at: 0 };
  it('is what this window is doing, whatever happened before', () => {
    assert.equal(statusOf('closing', { failure }, 10, 20), 'closing');
  });

  it('is a failed close before anything else', () => {
    assert.equal(statusOf('idle', { failure }, 100, 20), 'closeFailed');
  });

  it('is open before the estimated end, perhaps expired from then on', () => {
    assert.equal(statusOf('idle', {}, 100, 99), 'open');
    assert.equal(statusOf('idle', {}, 100, 100), 'maybeExpired');
  });

  it('is perhaps expired when the session was never confirmed', () => {
    assert.equal(statusOf('idle', {}, undefined, 0), 'maybeExpired');
  });
});

describe('idsOfSession', () => {
  it('takes the ids of the address before those that were found later', () => {
    const own = { driveId: 'own', itemId: 'own' };
    const found = { driveId: 'found', itemId: 'found' };
    const inIds = aSessionRecord({ address: addressOfIds(own) });
    assert.deepEqual(idsOfSession(inIds, { ids: found }), own);
    const mine = aSessionRecord({
      address: { drive: { kind: 'me' }, item: { kind: 'id', id: 'x' } },
    });
    assert.deepEqual(idsOfSession(mine, { ids: found }), found);
    assert.equal(idsOfSession(mine, {}), undefined);
  });
});

describe('workbookKey', () => {
  it('is the same for one workbook of one Graph, by its ids where they are known', () => {
    const ids = { driveId: 'd', itemId: 'i' };
    const byIds = { target: globalGraph, address: addressOfIds(ids) };
    const byPath = {
      target: globalGraph,
      address: { drive: { kind: 'me' as const }, item: { kind: 'path' as const, path: 'A.xlsx' } },
    };
    assert.equal(workbookKey({ ...byPath, ids }), workbookKey(byIds));
    const others = [
      byIds,
      byPath,
      { ...byIds, target: aSandbox('a') },
      { ...byIds, target: aSandbox('b') },
    ];
    assert.equal(new Set(others.map(workbookKey)).size, others.length);
  });
});

describe('isSameTarget and isSameSession', () => {
  it('tell clouds and runs of the sandbox apart', () => {
    assert.ok(isSameTarget(globalGraph, { cloud: 'global' }));
    assert.ok(!isSameTarget(globalGraph, { cloud: 'usGov' }));
    assert.ok(!isSameTarget(globalGraph, aSandbox()));
    assert.ok(isSameTarget(aSandbox('a'), aSandbox('a')));
    assert.ok(!isSameTarget(aSandbox('a'), aSandbox('b')));
  });

  it('go by the session id byte for byte', () => {
    const record = aSessionRecord({ sessionId: 'Abc' });
    assert.ok(isSameSession(record, aSessionRecord({ key: 'another', sessionId: 'Abc' })));
    assert.ok(!isSameSession(record, { ...record, sessionId: 'abc' }));
    assert.ok(!isSameSession(record, { ...record, target: aSandbox() }));
  });
});

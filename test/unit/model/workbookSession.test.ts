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
  it('counts from the last successful call, with the shorter limit for an unknown mode', () => {
    assert.equal(expiryOf('persistent', 1000, limits), 301_000);
    assert.equal(expiryOf('nonPersistent', 1000, limits), 421_000);
    assert.equal(expiryOf('unknownMode', 1000, limits), 301_000);
  });

  it('is undefined for a session without a successful call', () => {
    assert.equal(expiryOf('persistent', undefined, limits), undefined);
  });
});

describe('modeOf', () => {
  it('is known for a boolean', () => {
    assert.equal(modeOf(true), 'persistent');
    assert.equal(modeOf(false), 'nonPersistent');
  });

  for (const value of [undefined, 'true', 1]) {
    it(`is unknown for ${JSON.stringify(value)}`, () => {
      assert.equal(modeOf(value), 'unknownMode');
    });
  }
});

describe('statusOf', () => {
  const failure = { code: 'locked' as ErrorCode, at: 0 };
  it('is closing while this window closes the session, even after a failed close', () => {
    assert.equal(statusOf('closing', { failure }, 10, 20), 'closing');
  });

  it('is closeFailed after a failed close, even before the expiry', () => {
    assert.equal(statusOf('idle', { failure }, 100, 20), 'closeFailed');
  });

  it('is open before the estimated expiry, and maybeExpired from then on', () => {
    assert.equal(statusOf('idle', {}, 100, 99), 'open');
    assert.equal(statusOf('idle', {}, 100, 100), 'maybeExpired');
  });

  it('is maybeExpired without an estimated expiry', () => {
    assert.equal(statusOf('idle', {}, undefined, 0), 'maybeExpired');
  });
});

describe('idsOfSession', () => {
  it('returns the ids of the address, else the ids that were found later', () => {
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
  it('is the same for one workbook of one Graph, by its ids if they are known', () => {
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
  it('distinguish clouds and runs of the sandbox', () => {
    assert.ok(isSameTarget(globalGraph, { cloud: 'global' }));
    assert.ok(!isSameTarget(globalGraph, { cloud: 'usGov' }));
    assert.ok(!isSameTarget(globalGraph, aSandbox()));
    assert.ok(isSameTarget(aSandbox('a'), aSandbox('a')));
    assert.ok(!isSameTarget(aSandbox('a'), aSandbox('b')));
  });

  it('compare session ids byte for byte', () => {
    const record = aSessionRecord({ sessionId: 'Abc' });
    assert.ok(isSameSession(record, aSessionRecord({ key: 'another', sessionId: 'Abc' })));
    assert.ok(!isSameSession(record, { ...record, sessionId: 'abc' }));
    assert.ok(!isSameSession(record, { ...record, target: aSandbox() }));
  });
});

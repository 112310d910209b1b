import assert from 'node:assert/strict';
import fc from 'fast-check';
import { formatRecord, parseRecord } from '../../../../src/sessions/store/recordFormat';
import type { SessionRecord } from '../../../../src/model/workbookSession';
import { aSandbox, aSessionRecord } from '../../../builders';

const record = aSessionRecord();
const { key } = record;

/** A session of which only the record is known. */
const stored = (each: SessionRecord) => ({ record: each, activity: {} });

type Json = Record<string, unknown>;
const changed = (change: Json, base = record) => {
  const parsed: unknown = JSON.parse(formatRecord(base));
  return parseRecord(JSON.stringify({ ...(parsed as Json), ...change }), base.key);
};

describe('recordFormat', () => {
  it('reads every form of address and target that it wrote', () => {
    const records = [
      record,
      aSessionRecord({ target: aSandbox() }),
      aSessionRecord({ target: { cloud: 'usGovDoD' }, mode: 'nonPersistent', origin: 'added' }),
      aSessionRecord({ address: { drive: { kind: 'me' }, item: { kind: 'id', id: '01' } } }),
      aSessionRecord({
        address: { drive: { kind: 'site', id: 'a,b,c' }, item: { kind: 'path', path: 'x/y.xlsx' } },
      }),
      aSessionRecord({
        ...{ origin: 'recorded', appId: 'b3a1' },
        program: { name: 'order-sync.js', processId: 7 },
      }),
      aSessionRecord({ workbookName: 'a\n\u202Eb[x](command:y)' }),
    ];
    for (const each of records) {
      assert.deepEqual(parseRecord(formatRecord(each), each.key), stored(each));
    }
    const { account, ...withoutAccount } = record;
    assert(account);
    assert.deepEqual(parseRecord(formatRecord(withoutAccount), key), stored(withoutAccount));
  });

  it('keeps what was known of the session, and only what fits', () => {
    const activity = { lastActiveAt: 5, ids: { driveId: 'd', itemId: 'i' } };
    assert.deepEqual(parseRecord(formatRecord(record, activity), key), { record, activity });
    assert.deepEqual(changed({ activity: { ...activity, lastActiveAt: 'x', more: 1 } }), {
      record,
      activity: { ids: activity.ids },
    });
    for (const other of [null, [], 'x', 7]) {
      assert.deepEqual(changed({ activity: other }), stored(record));
    }
  });

  it('keeps a session id byte for byte', () => {
    const ids = fc.stringMatching(/^[\x21-\x7E]{1,300}$/);
    fc.assert(
      fc.property(ids, (sessionId) => {
        const each = { ...record, sessionId };
        assert.deepEqual(parseRecord(formatRecord(each), key), stored(each));
      }),
    );
  });

  it('writes no other properties of the object', () => {
    const more = { ...record, token: 'secret', account: { ...record.account!, token: 'secret' } };
    assert(!formatRecord(more).includes('secret'));
  });

  it('ignores unknown fields', () => {
    assert.deepEqual(changed({ later: { more: true } }), stored(record));
  });

  const refused: Record<string, Json> = {
    'another key': { key: '00000000-0000-4000-8000-000000000009' },
    'an unknown cloud': { cloud: 'china' },
    'a sandbox without its instance': { cloud: 'sandbox' },
    'an account without id': { account: { label: 'x' } },
    'an account that is null': { account: null },
    'no address': { address: null },
    'an address with an unsafe id': {
      address: { drive: { kind: 'drive', id: '..' }, item: { kind: 'id', id: '01' } },
    },
    'an address with a slash in it': {
      address: { drive: { kind: 'drive', id: 'a' }, item: { kind: 'id', id: '01/x' } },
    },
    'a drive without id': { address: { drive: { kind: 'user' }, item: { kind: 'id', id: '01' } } },
    'an unknown drive': {
      address: { drive: { kind: 'x', id: 'y' }, item: { kind: 'id', id: '1' } },
    },
    'an unknown item': { address: { drive: { kind: 'me' }, item: { kind: 'constructor' } } },
    'no name': { workbookName: 7 },
    'a session id with a line break': { sessionId: 'a\r\nb: c' },
    'a session id with space around': { sessionId: ' a ' },
    'no session id': { sessionId: undefined },
    'an over-long session id': { sessionId: 'x'.repeat(8193) },
    'an unknown mode': { mode: 'toString' },
    'an unknown origin': { origin: '' },
    'a time that no date can hold': { createdAt: 9e15 },
    'a time that is text': { createdAt: '2026' },
  };
  for (const [title, change] of Object.entries(refused)) {
    it(`rejects ${title}`, () => {
      assert.equal(changed(change), 'it is not a valid session record');
    });
  }

  for (const endpoint of [
    'http://evil.example:80',
    'http://127.0.0.1:80@evil.example',
    'http://127.0.0.1:80/path',
    'http://127.0.0.1',
    'http://127.0.0.1:65536',
    'http://127.0.0.1:80\n',
    '',
    7,
  ]) {
    it(`rejects the sandbox endpoint ${JSON.stringify(endpoint)}`, () => {
      const sandbox = { endpoint, instanceId: 'x', processId: 1 };
      assert.equal(typeof changed({ cloud: 'sandbox', sandbox }), 'string');
    });
  }

  for (const sandbox of [
    { endpoint: 'http://127.0.0.1:80', instanceId: '', processId: 1 },
    { endpoint: 'http://127.0.0.1:80', instanceId: 'x', processId: -1 },
    { endpoint: 'http://127.0.0.1:80', instanceId: 'x', processId: 1.5 },
  ]) {
    it(`rejects the sandbox ${JSON.stringify(sandbox)}`, () => {
      assert.equal(typeof changed({ cloud: 'sandbox', sandbox }), 'string');
    });
  }

  it('distinguishes another version from torn text', () => {
    assert.equal(changed({ version: 2 }), 'it has another format version');
    assert.equal(changed({ version: '1' }), 'it has another format version');
    assert.equal(parseRecord('{"version":1', key), 'it is not a complete JSON object');
    assert.equal(parseRecord('null', key), 'it is not a complete JSON object');
  });

  it('ignores inherited properties', () => {
    const text = formatRecord(record);
    assert.equal(
      parseRecord(`{"version":1,"__proto__":${text}}`, key),
      'it is not a valid session record',
    );
    const polluted = parseRecord(text.replace('{', '{"__proto__":{"isAdmin":true},'), key);
    assert.deepEqual(polluted, stored(record));
    assert(typeof polluted !== 'string');
    assert.equal(Object.getPrototypeOf(polluted.record), Object.prototype);
  });
});

import assert from 'node:assert/strict';
import { SessionEntries, type SessionEntry } from '../../../src/sessions/sessionEntries';
import { aSandbox, aSessionRecord, aStoredSession } from '../../builders';

const anEntry = (key: string, sessionId: string): SessionEntry => ({
  ...aStoredSession({ key, sessionId }),
  phase: 'idle',
  isSaved: true,
  unwritten: undefined,
});

describe('SessionEntries', () => {
  it('find a session by its ID while one with that ID is listed', () => {
    const entries = new SessionEntries();
    const wanted = aSessionRecord({ sessionId: 's' });
    entries.set(anEntry('a', 's'));
    entries.set(anEntry('a', 's'));
    entries.set(anEntry('b', 's'));
    entries.delete('a');
    assert.equal(entries.findSame(wanted)?.record.key, 'b');
    entries.delete('b');
    entries.delete('b');
    assert.equal(entries.findSame(wanted), undefined);
  });

  it('do not take a session of another Graph for the same', () => {
    const entries = new SessionEntries();
    entries.set(anEntry('a', 's'));
    assert.equal(entries.findSame({ sessionId: 's', target: aSandbox() }), undefined);
  });

  it('find a session by its ID alone if its Graph is unknown', () => {
    const entries = new SessionEntries();
    entries.set(anEntry('a', 's'));
    assert.equal(entries.findSame({ sessionId: 's' })?.record.key, 'a');
    assert.equal(entries.findSame({ sessionId: 't' }), undefined);
  });

  it('change only listed sessions, each time as a new object', () => {
    const entries = new SessionEntries();
    const before = anEntry('a', 's');
    entries.set(before);
    entries.change('a', { phase: 'closing' });
    entries.change('gone', { phase: 'closing' });
    assert.equal(before.phase, 'idle');
    assert.deepEqual([...entries.keys()], ['a']);
    assert.deepEqual(entries.get('a'), { ...before, phase: 'closing' });
  });

  it('know which of them have unwritten changes', () => {
    const entries = new SessionEntries();
    const unwritten = { lastActiveAt: 1 };
    for (const key of ['a', 'b', 'c', 'd']) {
      entries.set({ ...anEntry(key, key), unwritten: key === 'd' ? undefined : unwritten });
    }
    entries.change('a', { unwritten: undefined });
    entries.change('d', { unwritten });
    entries.delete('b');
    assert.deepEqual([...entries.unwrittenKeys()], ['c', 'd']);
  });
});

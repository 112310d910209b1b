import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WorkbookSessionError } from '../../../src/model/errors';
import { longestSessionId, parseSessionId, shortIdOf } from '../../../src/model/sessionId';
import { newSessionId } from '../../../src/sandbox/workbookSessions';

const guid = 'c249c899-2848-410e-82dd-b419e18b1df9';
const assertRejected = (text: string) => {
  assert.throws(
    () => parseSessionId(text),
    (error) => error instanceof WorkbookSessionError && error.code === 'invalidSessionId',
    JSON.stringify(text.slice(0, 50)),
  );
};
const printable = fc
  .array(fc.integer({ min: 0x21, max: 0x7e }), { minLength: 1, maxLength: 200 })
  .map((codes) => String.fromCharCode(...codes));
/** Ids with words of any length. */
const wordy = fc.string({
  unit: fc.constantFrom('a', 'Z', '0', '9', 'f', '-', '='),
  maxLength: 100,
});
const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\r', '\n', '\u00a0', '\ufeff') });

describe('parseSessionId', () => {
  it('keeps every printable id byte for byte, without the spaces around it', () => {
    fc.assert(
      fc.property(printable, space, space, (id, before, after) => {
        assert.equal(parseSessionId(before + id + after), id);
      }),
    );
  });

  it('rejects an id with any other character', () => {
    const other = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
    fc.assert(
      fc.property(printable, other, printable, (start, character, end) => {
        fc.pre(!/^[\x21-\x7E]$/.test(character));
        assertRejected(start + character + end);
      }),
    );
  });

  for (const text of ['', '   ', 'a b', 'a\r\nb', 'a\0', '\u2007\0', 'ä', 'a\u007f', '😀']) {
    it(`rejects ${JSON.stringify(text)}`, () => {
      assertRejected(text);
    });
  }

  it('accepts the longest id that is allowed, and no longer one', () => {
    const longest = 'x'.repeat(longestSessionId);
    assert.equal(parseSessionId(` ${longest}\n`), longest);
    assertRejected(`${longest}x`);
  });
});

describe('shortIdOf', () => {
  it('returns the beginning of the GUID that Graph puts into each session id', () => {
    const start =
      'cluster=CH3&session=15.ZR1PEPF000007AE1.A70.1.V24.4817pvfRm4dx7v7GeJv%2bdNNt14.S';
    assert.equal(shortIdOf(`${start}&usid=${guid}`), 'c249c899');
    assert.equal(shortIdOf(`usid=${guid.toUpperCase()}&${start}`), 'C249C899');
  });

  it('differs between the sessions of the sandbox', () => {
    const ids = Array.from({ length: 50 }, newSessionId);
    assert.equal(new Set(ids.map(shortIdOf)).size, ids.length);
  });

  it('returns the end of the longest word of an id without that GUID', () => {
    const old =
      'cluster=US1&session=12.e0fc340e7a3a1.A81.1.V25.82966fGyvCX3HXSvXSvaBmMAQ14.5.en-US5-Private1.A1.N16.A';
    assert.equal(shortIdOf(old), 'aBmMAQ14');
    assert.equal(shortIdOf(`${'x'.repeat(24)}-1234ABCDEFGH`), 'xxxxxxxx');
    assert.equal(shortIdOf(`cluster=EU1&session=${guid}`), 'e18b1df9');
  });

  it('returns nothing of an id that is short or has no long word', () => {
    assert.equal(shortIdOf('0123456789abcdef0123456789abcde'), undefined);
    assert.equal(shortIdOf('0123456789abcdef0123456789abcdef'), '89abcdef');
    assert.equal(shortIdOf('abc-'.repeat(20)), undefined);
  });

  it('returns at most eight letters and digits of the id', () => {
    fc.assert(
      fc.property(wordy, (id) => {
        const short = shortIdOf(id);
        assert.ok(short === undefined || (id.includes(short) && /^[A-Za-z\d]{8}$/.test(short)));
        assert.ok(short === undefined || id.length >= 32);
      }),
    );
  });
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { WorkbookSessionError } from '../../../src/core/errors';
import { longestSessionId, parseSessionId } from '../../../src/core/sessionId';

const refused = (text: string) => {
  assert.throws(
    () => parseSessionId(text),
    (error) => error instanceof WorkbookSessionError && error.code === 'invalidSessionId',
    JSON.stringify(text.slice(0, 50)),
  );
};
const printable = fc
  .array(fc.integer({ min: 0x21, max: 0x7e }), { minLength: 1, maxLength: 200 })
  .map((codes) => String.fromCharCode(...codes));
const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\r', '\n', '\u00a0', '\ufeff') });

describe('parseSessionId', () => {
  it('keeps every printable id byte for byte and drops space around it', () => {
    fc.assert(
      fc.property(printable, space, space, (id, before, after) => {
        assert.equal(parseSessionId(before + id + after), id);
      }),
    );
  });

  it('refuses an id with any other character in it', () => {
    const other = fc.integer({ min: 0, max: 0x10ffff }).map((code) => String.fromCodePoint(code));
    fc.assert(
      fc.property(printable, other, printable, (start, character, end) => {
        fc.pre(!/^[\x21-\x7E]$/.test(character));
        refused(start + character + end);
      }),
    );
  });

  for (const text of ['', '   ', 'a b', 'a\r\nb', 'a\0', '\u2007\0', 'ä', 'a\u007f', '😀']) {
    it(`refuses ${JSON.stringify(text)}`, () => {
      refused(text);
    });
  }

  it('takes the longest id that is allowed and no longer one', () => {
    const longest = 'x'.repeat(longestSessionId);
    assert.equal(parseSessionId(` ${longest}\n`), longest);
    refused(`${longest}x`);
  });
});

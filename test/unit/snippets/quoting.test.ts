import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import fc from 'fast-check';
import {
  doubleQuoted,
  powerShellQuoted,
  shellQuoted,
  singleQuoted,
} from '../../../src/snippets/quoting';
import { anySessionId, unescaped } from './snippetSources';

describe('A quoted text', () => {
  for (const [name, quoted] of [
    ['single quotes', singleQuoted],
    ['double quotes', doubleQuoted],
  ] as const) {
    it(`in ${name} has the value that JavaScript reads`, () => {
      fc.assert(
        fc.property(anySessionId, (text) => {
          assert.equal(runInNewContext(quoted(text)), text);
        }),
      );
    });

    it(`in ${name} has no escape that Python or C# could read in another way`, () => {
      fc.assert(
        fc.property(anySessionId, (text) => {
          assert.equal(unescaped(quoted(text)), text);
        }),
      );
    });
  }

  it('of PowerShell has nothing but doubled quotes in it', () => {
    fc.assert(
      fc.property(anySessionId, (text) => {
        const quoted = powerShellQuoted(text);
        assert.match(quoted, /^'(?:[^']|'')*'$/);
        assert.equal(quoted.slice(1, -1).replaceAll("''", "'"), text);
      }),
    );
  });

  it('of the shell leaves its quotes for a quote alone', () => {
    assert.equal(shellQuoted('a$b`c"d!e\\f%g'), "'a$b`c\"d!e\\f%g'");
    assert.equal(shellQuoted("it's"), String.raw`'it'\''s'`);
  });
});

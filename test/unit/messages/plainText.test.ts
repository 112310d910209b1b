import assert from 'node:assert/strict';
import fc from 'fast-check';
import { plainText } from '../../../src/messages/plainText';

describe('Plain text', () => {
  const table: [string, string, string][] = [
    ['keeps a usual name unchanged', 'Orçamento 2026.xlsx', 'Orçamento 2026.xlsx'],
    ['is one line, even for several lines', 'a\r\nb\n\nc\u2028d\u2029e\tf', 'a b c d e f'],
    ['drops control characters', '\u0000a\u001b[31mb\u009f', 'a [31mb'],
    [
      'drops bidirectional controls',
      'invoice\u202Exslx.exe\u200F\u2066x\u2069',
      'invoicexslx.exex',
    ],
    ['drops invisible characters', '\uFEFFa\u200Bb\u00ADc\u3164', 'abc'],
    ['keeps emoji and joiners', '👩\u200D💻 ❤\uFE0F', '👩\u200D💻 ❤\uFE0F'],
    ['keeps right-to-left text itself', 'תקציב.xlsx', 'תקציב.xlsx'],
    ['shows no icon', '$(error) $\u200E(x)', '$ (error) $ (x)'],
    ['shows no link', '[Click](command:evil) ![x](y)', '[Click] (command:evil) ![x] (y)'],
    ['replaces lone surrogates', 'a\uD800b', 'a\uFFFDb'],
    ['is empty when nothing is left', ' \u200B\n', ''],
  ];
  for (const [title, text, expected] of table) {
    it(title, () => {
      assert.equal(plainText(text), expected);
    });
  }

  it('shortens long names at whole graphemes', () => {
    assert.equal(plainText('x'.repeat(80)), 'x'.repeat(80));
    assert.equal(plainText('x'.repeat(10_000)), `${'x'.repeat(80)}…`);
    assert.equal(plainText('👍🏽'.repeat(81)), `${'👍🏽'.repeat(80)}…`);
  });

  it('drops a grapheme that is longer than any name', () => {
    assert.equal(plainText(`ab${'\u0301'.repeat(5000)}`), 'a…');
  });

  it('is always one short line without control characters, icons, or links', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 300 }), (text) => {
        const plain = plainText(text);
        assert(plain.length <= 401);
        assert.doesNotMatch(plain, /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}\p{Bidi_Control}]|\$\(|\]\(/u);
        assert.equal(plain, plain.trim());
      }),
    );
  });
});

import fc from 'fast-check';

/** Any text, lone surrogates and control characters included; far cheaper than fast-check's own `binary` strings. */
export const anyText = fc
  .array(fc.integer({ min: 0, max: 0x10ffff }), { maxLength: 20 })
  .map((codes) => String.fromCodePoint(...codes));

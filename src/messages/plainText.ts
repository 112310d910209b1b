const longestText = 80;
/** One grapheme can hold any number of combining marks: what is longer than this is no name. */
const longestTextUnits = 400;

const lineBreaksAndControls = /[\p{Cc}\p{Zl}\p{Zp}]/gu;
/** Bidirectional controls and what draws nothing; joiners and variation selectors stay, emoji need them. */
const invisible =
  /(?![\u200C\u200D\uFE00-\uFE0F])[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;
const loneSurrogates = /\p{Cs}/gu;
/** `$(x)` draws an icon in the status bar and in pickers, `[x](y)` a link in notifications. */
const markup = /([$\]])(?=\()/g;

/** A text from outside, made fit for one line of the interface: nothing in it acts, hides or overflows. */
export function plainText(text: string): string {
  const line = text
    .slice(0, 10 * longestTextUnits)
    .replace(lineBreaksAndControls, ' ')
    .replace(invisible, '')
    .replace(loneSurrogates, '\uFFFD')
    .replace(/\s+/g, ' ')
    .replace(markup, '$1 ')
    .trim();
  return shortened(line);
}

function shortened(line: string): string {
  // Telling graphemes apart is slow, and each row is made of several texts.
  if (line.length <= longestText) {
    return line;
  }
  let kept = '';
  let count = 0;
  for (const { segment } of new Intl.Segmenter().segment(line)) {
    count += 1;
    if (count > longestText || kept.length + segment.length > longestTextUnits) {
      return `${kept.trimEnd()}…`;
    }
    kept += segment;
  }
  return kept;
}

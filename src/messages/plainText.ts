const longestText = 80;
/** A grapheme can contain any number of combining marks, so the length in UTF-16 units has a limit too. */
const longestTextUnits = 400;

const lineBreaksAndControls = /[\p{Cc}\p{Zl}\p{Zp}]/gu;
/** Bidirectional controls and invisible characters. Joiners and variation selectors stay, because emoji need them. */
const invisible =
  /(?![\u200C\u200D\uFE00-\uFE0F])[\p{Bidi_Control}\p{Default_Ignorable_Code_Point}]/gu;
const loneSurrogates = /\p{Cs}/gu;
/** VS Code draws `$(x)` as an icon in the status bar and in pickers, and `[x](y)` as a link in notifications. */
const markup = /([$\]])(?=\()/g;

/** Makes a text from outside safe for one line of the user interface: without icons, links, hidden characters, and excess length. */
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
  // Splitting graphemes is slow, and each row has several texts.
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

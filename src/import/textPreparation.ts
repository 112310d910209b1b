import { withoutAccessTokens } from './accessTokensInText';
import { RewrittenText } from './rewrittenText';

/** The text to scan: with the values of variables, each command on one line, without access tokens. */
export function preparedText(text: string): RewrittenText {
  const unix = new RewrittenText(text).replaced(/\r\n/g, () => '\n');
  const lines = withVariables(unix).replaced(continuation, () => ' ');
  // A space alone could leave a line empty, and an empty line ends the headers of a request.
  return withoutAccessTokens(lines, ' - ');
}

/** The sign of bash, PowerShell, or cmd at the end of a line, or a line that begins with `.method`. Two backticks are Markdown. */
const continuation = /(?:[\\^]|(?<!`)`)\n[ \t]{0,99}|\n[ \t]{0,99}(?=\.\w)/g;

const definition = /^[ \t]{0,99}@([\w.-]{1,100})[ \t]{0,99}=[ \t]{0,99}([^\r\n]{1,10000})/gm;
const usage = /\{\{[ \t]{0,9}([\w.-]{1,100})[ \t]{0,9}\}\}/g;
const mostVariables = 1000;
const longestValue = 10_000;
/** How many characters the values of variables may add to a text. */
const longestGrowth = 4 * 1024 * 1024;

/** Replaces the variables of an `.http` file. A variable with two values stays, because either may count. */
function withVariables(text: RewrittenText): RewrittenText {
  const values = new Map<string, string | undefined>();
  for (const [, name = '', definedAs = ''] of text.text.matchAll(definition)) {
    const raw = new RewrittenText(definedAs.trim());
    const value = substituted(raw, values).text.slice(0, longestValue);
    if (values.has(name)) {
      values.set(name, values.get(name) === value ? value : undefined);
    } else if (values.size < mostVariables) {
      values.set(name, value);
    }
  }
  return substituted(text, values);
}

function substituted(
  text: RewrittenText,
  values: ReadonlyMap<string, string | undefined>,
): RewrittenText {
  let growth = 0;
  return text.replaced(usage, ([placeholder, name = '']) => {
    const value = values.get(name);
    if (value === undefined || growth + value.length > longestGrowth) {
      return placeholder;
    }
    growth += value.length;
    return value;
  });
}

import { withoutAccessTokens } from './accessTokensInText';

/** The text to scan: with the values of variables, each command on one line, without access tokens. */
export function preparedText(text: string): string {
  const lines = withVariables(text.replaceAll('\r\n', '\n')).replace(continuation, ' ');
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
function withVariables(text: string): string {
  const values = new Map<string, string | undefined>();
  for (const [, name = '', definedAs = ''] of text.matchAll(definition)) {
    const value = substituted(definedAs.trim(), values).slice(0, longestValue);
    if (values.has(name)) {
      values.set(name, values.get(name) === value ? value : undefined);
    } else if (values.size < mostVariables) {
      values.set(name, value);
    }
  }
  return substituted(text, values);
}

function substituted(text: string, values: ReadonlyMap<string, string | undefined>): string {
  let growth = 0;
  return text.replace(usage, (placeholder, name: string) => {
    const value = values.get(name);
    if (value === undefined || growth + value.length > longestGrowth) {
      return placeholder;
    }
    growth += value.length;
    return value;
  });
}

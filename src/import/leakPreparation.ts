import { withoutAccessTokens } from './accessTokensInText';

/** The text as it is searched: variables in their places, one command in one line, no access tokens. */
export function prepareLeakText(text: string): string {
  return withoutAccessTokens(withVariables(text).replace(continuation, ' '), dropped);
}

/** No space alone: a line with a token in it is no empty one. */
const dropped = ' - ';

/** Bash, PowerShell and cmd let a command go on in the next line; two backticks are rather Markdown. */
const continuation = /(?:[\\^]|(?<!`)`)\r?\n[ \t]{0,99}/g;

const definition = /^[ \t]{0,99}@([\w.-]{1,100})[ \t]{0,99}=[ \t]{0,99}([^\r\n]{1,10000})/gm;
const usage = /\{\{[ \t]{0,9}([\w.-]{1,100})[ \t]{0,9}\}\}/g;
const mostVariables = 1000;
const longestValue = 10_000;
/** How much longer variables may make a text, in characters. */
const longestGrowth = 4 * 1024 * 1024;

/** Puts the values of an `.http` file's variables where they are used. */
function withVariables(text: string): string {
  const values = text.includes('{{') ? variablesOf(text) : new Map<string, string | undefined>();
  return values.size === 0 ? text : substituted(text, values);
}

/** The variables by name; undefined for one with several values, of which nobody knows which counts. */
function variablesOf(text: string): ReadonlyMap<string, string | undefined> {
  const values = new Map<string, string | undefined>();
  for (const [, name = '', given = ''] of text.matchAll(definition)) {
    if (values.has(name) || values.size < mostVariables) {
      const value = substituted(given.trim(), values).slice(0, longestValue);
      values.set(name, !values.has(name) || values.get(name) === value ? value : undefined);
    }
  }
  return values;
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

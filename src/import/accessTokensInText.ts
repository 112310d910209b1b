import type { RewrittenText } from './rewrittenText';

/** Some JSON writers escape slashes. Each loop has a limit, because a long text would overflow the stack. */
const token = String.raw`(?:[^\s"'\\]|\\{1,9}/){1,20000}`;
const gap = String.raw`[^\S\r\n]{0,99}`;

const authorization = new RegExp(
  String.raw`(?<=^|[\s"'{,;([<>|]|\\[nrt])authorization[\\"']{0,19}${gap}(?:[:=]>?|,(?=${gap}[\\"']))` +
    String.raw`${gap}[\\"'([]{0,19}(?!workbook-session-id)(?:(?:bearer|basic|digest|pop)\s{1,99})?${token}`,
  'gi',
);
const bearer = new RegExp(String.raw`(?<![\w&=.-])bearer(?:[^\S\r\n]|%20|\+){1,99}${token}`, 'gi');
/** A secret by its name: `access_token=…`, `"refreshToken": "…"`, `@token = …`. */
const named = new RegExp(
  String.raw`(?:token|secret|assertion|password)[\\"']{0,19}${gap}[:=]${gap}[\\"']{0,19}(?!cluster=)[^\s"'\\&;,}]{1,20000}`,
  'gi',
);
const jsonWebToken = /(?<![\w.-])eyJ[\w-]{10,20000}\.[\w-]{1,20000}(?:\.[\w-]{0,20000}){0,3}/g;

/** Replaces each access token in a text, and other secrets that have a telling name. */
export function withoutAccessTokens(text: RewrittenText, instead: string): RewrittenText {
  return [authorization, bearer, named, jsonWebToken].reduce(
    (rest, pattern) => rest.replaced(pattern, () => instead),
    text,
  );
}

/** True if the text contains a JSON Web Token, or begins like an opaque token. */
export function holdsAccessToken(text: string): boolean {
  return text.startsWith('EwB') || text.split('.').slice(0, -1).some(endsAsTokenHeader);
}

function endsAsTokenHeader(text: string): boolean {
  const [last = ''] = text.split(/[^\w-]/).slice(-1);
  const at = last.indexOf('eyJ');
  return at >= 0 && last.length - at > 12;
}

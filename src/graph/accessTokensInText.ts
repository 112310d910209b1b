/** An end of a token: what no token has in it. A slash may be escaped, as some JSON writers do. */
const token = String.raw`(?:[^\s"'\\]|\\+/)+`;
const gap = String.raw`[^\S\r\n]*`;

const authorization = new RegExp(
  String.raw`(?<=^|[\s"'{,;([<>|]|\\[nrt])authorization[\\"']*${gap}(?:[:=]>?|,(?=${gap}[\\"']))` +
    String.raw`${gap}[\\"'([]*(?!workbook-session-id)(?:(?:bearer|basic|digest|pop)\s+)?${token}`,
  'gi',
);
const bearer = new RegExp(String.raw`(?<![\w&=.-])bearer(?:[^\S\r\n]|%20|\+)+${token}`, 'gi');
/** What a name says of its value: `access_token=…`, `"refreshToken": "…"`, `@token = …`. */
const named = new RegExp(
  String.raw`(?:token|secret|assertion|password)[\\"']*${gap}[:=]${gap}[\\"']*(?!cluster=)[^\s"'\\&;,}]+`,
  'gi',
);
const jsonWebToken = /(?<![\w.-])eyJ[\w-]{10,}\.[\w-]+(?:\.[\w-]*)*/g;

/** The text with something else for each access token in it, and for other secrets that a name gives away. */
export function withoutAccessTokens(text: string, instead: string): string {
  return [authorization, bearer, named, jsonWebToken].reduce(
    (rest, pattern) => rest.replace(pattern, instead),
    text,
  );
}

/** True when a JSON Web Token is somewhere in the text, or when it begins as opaque tokens do. */
export function holdsAccessToken(text: string): boolean {
  return /^EwB|eyJ[\w-]{10,}\.[\w-]/.test(text);
}

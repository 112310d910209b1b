import { isJsonObject, parseJson, type JsonObject } from '../../../base/json';
import type { TokenOwner } from '../../recordingProtocol';

const longestToken = 64 * 1024;
const longestText = 256;

/** For whom the token in a header `Authorization` was issued; undefined for a token that isn't a JWT. */
export function ownerOf(authorization: string): TokenOwner | undefined {
  const [, payload] =
    authorization.length > longestToken
      ? []
      : (/^Bearer +[\w-]+\.([\w-]+)\.[\w-]*$/i.exec(authorization) ?? []);
  const claims = parseJson(Buffer.from(payload ?? '', 'base64').toString());
  return isJsonObject(claims) ? ownerIn(claims) : undefined;
}

function ownerIn(claims: JsonObject): TokenOwner {
  const name = ['upn', 'preferred_username', 'unique_name', 'app_displayname'];
  const { idtyp, scp, roles } = claims;
  return {
    ...textIn(claims, 'oid', ['oid']),
    ...textIn(claims, 'tid', ['tid']),
    ...textIn(claims, 'name', name),
    ...textIn(claims, 'appId', ['appid', 'azp']),
    isApp: idtyp === 'app' || (scp === undefined && roles !== undefined),
  };
}

/** The first claim that is a text, under another name. */
function textIn<Name extends string>(
  claims: JsonObject,
  as: Name,
  names: readonly string[],
): Readonly<Partial<Record<Name, string>>> {
  const text = names
    .map((name) => claims[name])
    .find((value): value is string => typeof value === 'string');
  const none: Partial<Record<Name, string>> = {};
  return text === undefined ? none : { ...none, [as]: text.slice(0, longestText) };
}

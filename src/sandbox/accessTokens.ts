import { sandboxToken } from '../base/sandboxToken';
import { isJsonObject, parseJson } from '../base/json';

/**
 * The access tokens that a sandbox accepts. `sandboxToken` accepts only the fake token of the sandbox. `any`
 * accepts every token in which it doesn't recognize one for Microsoft Graph. A function decides alone, so it
 * must accept no real token.
 */
export type SandboxAuth = 'sandboxToken' | 'any' | ((token: string) => boolean);

/** Stands in a recorded request for an access token for Microsoft Graph. */
export const removedToken = 'removed-token-for-microsoft-graph';

const graphAppId = '00000003-0000-0000-c000-000000000000';
/** The hosts of Microsoft Graph in every cloud. */
const graphHosts: ReadonlySet<string> = new Set([
  'graph.microsoft.com',
  'graph.microsoft.us',
  'dod-graph.microsoft.us',
  'microsoftgraph.chinacloudapi.cn',
  'graph.microsoft.de',
]);

/** A token of a personal Microsoft account. Only Microsoft can read it, but its beginning is always the same. */
const opaqueToken =
  /(?:(?<![\w+/-])|(?<=%[\da-fA-F]{2}))EwB(?:[\w+/=-]|%(?:25)*(?:2[bBfF]|3[dD])){40,}/g;

/** Decides which access tokens a sandbox accepts, and removes those for Microsoft Graph from texts. */
export class AccessTokens {
  /** @throws Error if the option is wrong */
  constructor(private readonly auth: SandboxAuth) {
    if (typeof auth !== 'function' && !['sandboxToken', 'any'].includes(auth)) {
      throw new Error(
        `auth must be "sandboxToken", "any" or a function, not ${JSON.stringify(auth)}.`,
      );
    }
  }

  accepts(token: string): boolean {
    switch (this.auth) {
      case 'sandboxToken':
        return token === sandboxToken;
      case 'any':
        return token !== removedToken;
      default:
        return this.auth(token);
    }
  }

  /** The text with each access token for Microsoft Graph replaced by `removedToken`. */
  removeGraphTokens(text: string): string {
    return typeof this.auth === 'function'
      ? text
      : text
          .replaceAll(opaqueToken, removedToken)
          .replaceAll(/[\w.%-]+/g, (word) => (isForGraph(word) ? removedToken : word));
  }
}

/** True for a JSON Web Token whose audience is Microsoft Graph, percent-encoded or not. */
function isForGraph(token: string): boolean {
  const parts = token.replaceAll(/%(?:25)*2e/gi, '.').split('.');
  return (
    parts.length > 1 &&
    parts.some((part) => {
      const text = Buffer.from(part, 'base64url').toString('utf8').trimStart();
      // Most words are parts of session ids, and an error of the parser costs time.
      const claims = text.startsWith('{') ? parseJson(text) : undefined;
      return isJsonObject(claims) && [claims['aud']].flat().some(isGraphAudience);
    })
  );
}

/** An audience is an app ID, its URI, or a host, each perhaps with a prefix, a path, or a slash at the end. */
function isGraphAudience(audience: unknown): boolean {
  const words = typeof audience === 'string' ? audience.toLowerCase().split(/[/:@\s]+/) : [];
  return words.some((word) => word === graphAppId || graphHosts.has(word));
}

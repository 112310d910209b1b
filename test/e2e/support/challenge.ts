import type { Fault } from '../../../src/sandbox/faults';

/** What the service wants another token to prove. */
export const claims = { access_token: { acrs: { essential: true, value: 'c1' } } };

/** A 401 that wants it, with more in its header than anybody should believe. */
export function challenge(): Fault {
  const encoded = Buffer.from(JSON.stringify(claims)).toString('base64');
  return {
    kind: 'answer',
    status: 401,
    headers: {
      'content-type': 'application/json',
      'www-authenticate': `Bearer realm="", authorization_uri="https://login.example/authorize", scope="https://graph.microsoft.com/.default", error="insufficient_claims", claims="${encoded}"`,
    },
    body: JSON.stringify({ error: { code: 'InvalidAuthenticationToken', message: 'x' } }),
  };
}

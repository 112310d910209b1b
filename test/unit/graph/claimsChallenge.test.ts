import assert from 'node:assert/strict';
import fc from 'fast-check';
import { claimsOfChallenge } from '../../../src/graph/claimsChallenge';

const claims = { access_token: { nbf: { essential: true, value: '1700000000' } } };
const json = JSON.stringify(claims);
const base64 = Buffer.from(json).toString('base64');

/** As https://learn.microsoft.com/entra/identity-platform/claims-challenge shows them, and worse. */
const challenges: readonly (readonly [what: string, header: string | undefined])[] = [
  ['alone', `Bearer claims="${base64}"`],
  ['in base64url', `Bearer claims="${Buffer.from(json).toString('base64url')}"`],
  [
    'as Graph sends them',
    `Bearer realm="", authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", client_id="00000003-0000-0000-c000-000000000000", error="insufficient_claims", claims="${base64}", cc_type="authcontext"`,
  ],
  ['in the second of two challenges', `Basic realm="a, b", Bearer realm="x", claims="${base64}"`],
  ['in letters of another case', `BEARER CLAIMS="${base64}"`],
];

const none: readonly (readonly [what: string, header: string | undefined])[] = [
  ['no header', undefined],
  ['an empty header', ''],
  ['a challenge without claims', 'Bearer realm="", error="invalid_token"'],
  ['claims that are no base64', 'Bearer claims="{}"'],
  ['claims that are no JSON', `Bearer claims="${Buffer.from('no').toString('base64')}"`],
  ['claims that are no object', `Bearer claims="${Buffer.from('[1]').toString('base64')}"`],
  ['another scheme', `Basic claims="${base64}"`],
  ['a parameter of another name', `Bearer xclaims="${base64}"`],
  ['claims inside the text of another parameter', `Bearer realm="claims=${base64}"`],
  [
    'claims of a size that no service sends',
    `Bearer claims="${Buffer.from(JSON.stringify({ a: 'x'.repeat(9000) })).toString('base64')}"`,
  ],
];

describe('The claims of a challenge', () => {
  for (const [what, header] of challenges) {
    it(`are read ${what}`, () => {
      assert.deepEqual(JSON.parse(claimsOfChallenge(header) ?? 'null'), claims);
    });
  }

  for (const [what, header] of none) {
    it(`are none for ${what}`, () => {
      assert.equal(claimsOfChallenge(header), undefined);
    });
  }

  it('are JSON or none, whatever the header', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const found = claimsOfChallenge(`Bearer ${text}`);
        assert.ok(found === undefined || JSON.parse(found));
      }),
    );
  });
});

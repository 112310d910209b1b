import assert from 'node:assert/strict';
import fc from 'fast-check';
import { claimsOf, idInTenant, isTokenOf } from '../../../src/model/tokenAccount';
import { anAccount } from '../../builders';
import { anyText } from '../anyText';
import { aToken, someClaims } from '../accounts/jwt';

const { oid, tid } = someClaims;
const ada = anAccount('ada');

describe('The claims of a token', () => {
  it('contain the account’s id in the tenant of the token', () => {
    assert.equal(idInTenant(claimsOf(aToken())), `${oid}.${tid}`);
  });

  for (const claims of [
    { oid },
    { tid },
    { oid, tid: 7 },
    { oid: '', tid },
    { oid: 'a\nb', tid },
  ]) {
    it(`contain no account id in ${JSON.stringify(claims)}`, () => {
      assert.equal(idInTenant(claimsOf(aToken(claims))), undefined);
    });
  }

  it('are empty for any text that is not a JSON Web Token', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.equal(idInTenant(claimsOf(text)), undefined);
      }),
    );
    assert.equal(claimsOf('test-token.ada.Files.ReadWrite.1').size, 0);
  });
});

describe('isTokenOf', () => {
  const atHome = { account: { ...anAccount('home'), label: ada.label } };

  it('is true for the account’s id in its home tenant and in the tenant where it is a guest', () => {
    assert.equal(isTokenOf({ account: ada }, ada), true);
    assert.equal(isTokenOf({ ...atHome, idInTenant: ada.id }, ada), true);
    assert.equal(isTokenOf({ ...atHome, idInTenant: ada.id }, atHome.account), true);
  });

  it('is false for another id, even with the same name', () => {
    assert.equal(isTokenOf(atHome, ada), false);
    assert.equal(isTokenOf({ ...atHome, idInTenant: anAccount('bob').id }, ada), false);
    assert.equal(isTokenOf({}, ada), false);
  });
});

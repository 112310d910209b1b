import assert from 'node:assert/strict';
import fc from 'fast-check';
import { claimsOf, idInTenant, isTokenOf } from '../../../src/model/tokenAccount';
import { anAccount } from '../../builders';
import { anyText } from '../anyText';
import { aToken, someClaims } from '../accounts/jwt';

const { oid, tid } = someClaims;
const ada = anAccount('ada');

describe('A token’s own claims', () => {
  it('tell the account’s id in the tenant that the token is for', () => {
    assert.equal(idInTenant(claimsOf(aToken())), `${oid}.${tid}`);
  });

  for (const claims of [
    { oid },
    { tid },
    { oid, tid: 7 },
    { oid: '', tid },
    { oid: 'a\nb', tid },
  ]) {
    it(`tell none with ${JSON.stringify(claims)}`, () => {
      assert.equal(idInTenant(claimsOf(aToken(claims))), undefined);
    });
  }

  it('are none in what is no such token, whatever it is', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        assert.equal(idInTenant(claimsOf(text)), undefined);
      }),
    );
    assert.equal(claimsOf('test-token.ada.Files.ReadWrite.1').size, 0);
  });
});

describe('A token is an account’s', () => {
  const atHome = { account: { ...anAccount('home'), label: ada.label } };

  it('by the id at home, or by the one in the tenant where the account is a guest', () => {
    assert.equal(isTokenOf({ account: ada }, ada), true);
    assert.equal(isTokenOf({ ...atHome, idInTenant: ada.id }, ada), true);
    assert.equal(isTokenOf({ ...atHome, idInTenant: ada.id }, atHome.account), true);
  });

  it('by nothing else, not by its name either', () => {
    assert.equal(isTokenOf(atHome, ada), false);
    assert.equal(isTokenOf({ ...atHome, idInTenant: anAccount('bob').id }, ada), false);
    assert.equal(isTokenOf({}, ada), false);
  });
});

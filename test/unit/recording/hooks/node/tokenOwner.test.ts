import assert from 'node:assert/strict';
import { ownerOf } from '../../../../../src/recording/hooks/node/tokenOwner';

describe('The owner of a token', () => {
  const bearer = (claims: unknown) =>
    `Bearer a.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.c`;

  it('is the user in it, and nothing else of it', () => {
    const claims = { oid: 'o', tid: 't', upn: 'ü@x', unique_name: 'n', appid: 'a', scp: 's' };
    assert.deepEqual(ownerOf(bearer({ ...claims, ipaddr: '203.0.113.1', roles: [] })), {
      ...{ oid: 'o', tid: 't', name: 'ü@x', appId: 'a', isApp: false },
    });
  });

  it('is an app where the token says so, or has roles and no permissions of a user', () => {
    const app = { oid: 'o', azp: 'a', app_displayname: 'Nightly' };
    const owner = { oid: 'o', name: 'Nightly', appId: 'a', isApp: true };
    assert.deepEqual(ownerOf(bearer({ ...app, idtyp: 'app', scp: 's' })), owner);
    assert.deepEqual(ownerOf(bearer({ ...app, roles: ['r'] })), owner);
    assert.deepEqual(ownerOf(bearer(app)), { ...owner, isApp: false });
  });

  it('has texts of bounded length, and only texts', () => {
    const owner = ownerOf(bearer({ oid: 'o'.repeat(1000), tid: 5, upn: {}, unique_name: 'n' }));
    assert.deepEqual(owner, { oid: 'o'.repeat(256), name: 'n', isApp: false });
  });

  const odd = [
    '',
    'Bearer opaque',
    'Bearer a.b.c',
    'Basic YTpi',
    bearer([]),
    bearer(null),
    `Bearer a.${'A'.repeat(100_000)}.c`,
  ];
  for (const authorization of odd) {
    it(`is unknown for ${authorization.slice(0, 40) || 'no token'}`, () => {
      assert.equal(ownerOf(authorization), undefined);
    });
  }
});

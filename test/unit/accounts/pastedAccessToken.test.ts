import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  parsePastedAccessToken,
  type PastedAccessToken,
} from '../../../src/accounts/pastedAccessToken';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import { anAccount, someTime } from '../../builders';
import { anyText } from '../anyText';
import { aToken, someClaims } from './jwt';

const now = someTime;
const expiresAt = someClaims.exp * 1000;
const account = anAccount('ada');
const { oid, tid, upn, ...anonymous } = someClaims;

const accepted: readonly (readonly [string, unknown, Omit<PastedAccessToken, 'value'>])[] = [
  ['all claims', someClaims, { account, expiresAt, cloud: 'global' }],
  [
    'a slash after the audience',
    { ...someClaims, aud: 'https://graph.microsoft.com/' },
    { account, expiresAt, cloud: 'global' },
  ],
  [
    'the app ID of Graph as its audience, which every cloud has',
    { ...someClaims, aud: '00000003-0000-0000-c000-000000000000' },
    { account, expiresAt },
  ],
  [
    'the audience of US Gov L4',
    { ...someClaims, aud: 'https://graph.microsoft.us/' },
    { account, expiresAt, cloud: 'usGov' },
  ],
  [
    'the audience of US Gov L5',
    { ...someClaims, aud: 'https://dod-graph.microsoft.us' },
    { account, expiresAt, cloud: 'usGovDoD' },
  ],
  ['no account', anonymous, { expiresAt, cloud: 'global' }],
  ['half of an account ID', { ...anonymous, oid, upn }, { expiresAt, cloud: 'global' }],
  [
    'an account without a name',
    { ...anonymous, oid, tid },
    { account: { id: account.id, label: oid }, expiresAt, cloud: 'global' },
  ],
  [
    'its name in another claim',
    { ...anonymous, oid, tid, upn: 5, unique_name: 'ada@example.org', name: 'Ada' },
    { account: { id: account.id, label: 'ada@example.org' }, expiresAt, cloud: 'global' },
  ],
  [
    'a name with a line break',
    { ...someClaims, upn: 'a\nb', name: 'Ada' },
    { account: { id: account.id, label: 'Ada' }, expiresAt, cloud: 'global' },
  ],
  ['no expiry time', { ...someClaims, exp: undefined }, { account, cloud: 'global' }],
  ['an expiry time in words', { ...someClaims, exp: 'soon' }, { account, cloud: 'global' }],
  ['an expiry time beyond all dates', { ...someClaims, exp: 1e300 }, { account, cloud: 'global' }],
];

const refused: readonly (readonly [string, string, ErrorCode])[] = [
  [
    'an expiry time that has passed',
    aToken({ ...someClaims, exp: now / 1000 }),
    'accessTokenExpired',
  ],
  ['an expiry time before 1970', aToken({ ...someClaims, exp: -1 }), 'accessTokenExpired'],
  ...[
    undefined,
    null,
    '',
    5,
    ['https://graph.microsoft.com'],
    'https://management.azure.com',
    'https://graph.microsoft.com.evil.example',
    'https://graph.microsoft.com//',
    'https://microsoftgraph.chinacloudapi.cn.evil.example',
    'constructor',
  ].map(
    (aud) =>
      [
        `the audience ${JSON.stringify(aud)}`,
        aToken({ ...someClaims, aud }),
        'accessTokenForOtherAudience',
      ] as const,
  ),
  [
    'the audience of China',
    aToken({ ...someClaims, aud: 'https://microsoftgraph.chinacloudapi.cn/' }),
    'cloudWithoutWorkbooks',
  ],
  ['no text', '', 'invalidAccessToken'],
  ['nothing but Bearer', 'Bearer ', 'invalidAccessToken'],
  ['a word', 'password', 'invalidAccessToken'],
  ['a space inside', `${aToken()} x`, 'invalidAccessToken'],
  ['a line break inside', `${aToken()}\r\nX-Evil: 1`, 'invalidAccessToken'],
  ['NUL inside', `${aToken()}\0`, 'invalidAccessToken'],
  ['letters outside ASCII', `${aToken()}ã`, 'invalidAccessToken'],
  ['quotes', `"${aToken()}"`, 'invalidAccessToken'],
  ['more than 16 kB', 'a'.repeat(16 * 1024 + 1), 'invalidAccessToken'],
];

describe('A pasted access token', () => {
  for (const [what, claims, facts] of accepted) {
    it(`with ${what} is accepted`, () => {
      const value = aToken(claims);
      assert.deepEqual(parsePastedAccessToken(value, now), { value, ...facts });
    });
  }

  for (const [what, text, code] of refused) {
    it(`with ${what} is rejected: ${code}`, () => {
      assert.throws(() => parsePastedAccessToken(text, now), new WorkbookSessionError(code));
    });
  }

  it('may have spaces around it and “Bearer” before it', () => {
    const value = aToken();
    for (const text of [` ${value}\n`, `Bearer ${value}`, `bearer\t${value} `]) {
      assert.equal(parsePastedAccessToken(text, now).value, value);
    }
  });

  it('without readable claims is accepted as it is', () => {
    for (const value of [
      'EwBwA8l6BAAUO9chh8cJscQLmU+LSWpbnr0vmwwAAQ==',
      'a.b.c.d.e.f.g.h.i.j',
      'not-json.not-json.not-json',
      'a'.repeat(16 * 1024),
    ]) {
      assert.deepEqual(parsePastedAccessToken(value, now), { value });
    }
  });

  it('is read only by its own claims', () => {
    const hostile = JSON.parse(
      '{"__proto__":{"aud":"https://graph.microsoft.com"},"x":1}',
    ) as object;
    assert.throws(
      () => parsePastedAccessToken(aToken(hostile), now),
      new WorkbookSessionError('accessTokenForOtherAudience'),
    );
  });

  it('is accepted or rejected without any other error, whatever it is', () => {
    const text = fc.oneof(anyText, fc.jsonValue().map(aToken));
    fc.assert(
      fc.property(text, (pasted) => {
        try {
          parsePastedAccessToken(pasted, now);
        } catch (error) {
          assert.ok(error instanceof WorkbookSessionError);
        }
      }),
    );
  });
});

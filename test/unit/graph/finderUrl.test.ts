import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
  childrenPath,
  keywords,
  odataText,
  searchBody,
  searchPath,
  sharePath,
  sharingToken,
} from '../../../src/graph/finderUrl';
import { anyText } from '../anyText';

describe('A text in a search of a drive', () => {
  for (const [text, encoded] of [
    ['budget', 'budget'],
    ["O'Brien", 'O%27%27Brien'],
    ['a/b?c#d&e%f', 'a%2Fb%3Fc%23d%26e%25f'],
    ['Orçamento 2026', 'Or%C3%A7amento%202026'],
    ["')/root", '%27%27)%2Froot'],
    [' two\u0000lines\n', 'two%20lines'],
    ['\ud800x', 'x'],
  ] as const) {
    it(`is encoded: ${JSON.stringify(text)}`, () => {
      assert.equal(odataText(text), encoded);
    });
  }

  it('comes back as it was, and never ends its quotes', () => {
    const printable = /[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]+/gu;
    fc.assert(
      fc.property(anyText, (text) => {
        const encoded = odataText(text);
        assert.match(encoded, /^(?:[\w.!~*()-]|%[\dA-F]{2})*$/);
        assert.doesNotMatch(encoded.replaceAll('%27%27', ''), /%27/);
        const decoded = decodeURIComponent(encoded).replaceAll("''", "'");
        assert.equal(decoded, text.slice(0, 200).replace(printable, ' ').trim());
      }),
    );
  });

  it('stands in the documented call', () => {
    const query = 'select=id,name,parentReference,remoteItem,file,folder,package,webUrl&$top=50';
    assert.equal(searchPath("it's"), `/me/drive/root/search(q='it%27%27s')?$${query}`);
  });
});

describe('A sharing link', () => {
  it('is encoded as in the documents', () => {
    const url = 'https://onedrive.live.com/redir?resid=1231244193912!12&authKey=1201919!12921!1';
    const token =
      'u!aHR0cHM6Ly9vbmVkcml2ZS5saXZlLmNvbS9yZWRpcj9yZXNpZD0xMjMxMjQ0MTkzOTEyITEyJmF1dGhLZXk9MTIwMTkxOSExMjkyMSEx';
    assert.equal(sharingToken(url), token);
    assert.ok(sharePath(url).startsWith(`/shares/${token}/driveItem?$select=`));
  });

  it('comes back as it was', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
        const token = sharingToken(url);
        assert.match(token, /^u![\w-]+$/);
        assert.equal(Buffer.from(token.slice(2), 'base64url').toString('utf8'), url);
      }),
    );
  });
});

describe('A folder', () => {
  it('is listed by its ids, or as the root', () => {
    const options = '?$select=id,name,parentReference,remoteItem,file,folder,package,webUrl';
    assert.equal(childrenPath('ownRoot'), `/me/drive/root/children${options}&$top=200`);
    assert.equal(
      childrenPath({ driveId: 'b!d', itemId: '01 ITEM' }),
      `/drives/b!d/items/01%20ITEM/children${options}&$top=200`,
    );
  });

  it('whose ids lead elsewhere is not', () => {
    assert.throws(() => childrenPath({ driveId: 'b!d', itemId: '..' }), { code: 'invalidAddress' });
  });
});

describe('Words for a search everywhere', () => {
  for (const [text, expected] of [
    ['budget', '"budget*"'],
    ['team plan', '"team*" AND "plan*"'],
    ['a OR b NOT c', '"a*" AND "OR*" AND "b*" AND "NOT*" AND "c*"'],
    ['filetype:exe', '"filetype:exe*"'],
    ['say "hello"', '"say*" AND "hello*"'],
    ['“q3” * ( -', '"q3*"'],
  ] as const) {
    it(`are quoted: ${text}`, () => {
      assert.equal(keywords(text), expected);
    });
  }

  it('are none in signs alone', () => {
    assert.equal(keywords(' "- ()" '), undefined);
    assert.equal(searchBody('…'), undefined);
  });

  it('never leave their quotes', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const query = keywords(text) ?? '';
        assert.equal(query.replaceAll(/"[^"]+\*"/g, '').replaceAll(' AND ', ''), '');
      }),
    );
  });

  it('are restricted to workbooks', () => {
    const { requests } = JSON.parse(searchBody('budget') ?? '') as { requests: unknown[] };
    assert.deepEqual(requests, [
      {
        entityTypes: ['driveItem'],
        query: {
          queryString:
            '"budget*" AND (filetype:xlsx OR filetype:xlsm OR filetype:xlsb OR filetype:xltx OR filetype:xltm)',
        },
        from: 0,
        size: 50,
      },
    ]);
  });
});

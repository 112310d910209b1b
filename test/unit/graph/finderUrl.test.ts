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

describe('The text of a search in a drive', () => {
  for (const { text, encoded } of [
    { text: 'budget', encoded: 'budget' },
    { text: "O'Brien", encoded: 'O%27%27Brien' },
    { text: 'a/b?c#d&e%f', encoded: 'a%2Fb%3Fc%23d%26e%25f' },
    { text: 'Orçamento 2026', encoded: 'Or%C3%A7amento%202026' },
    { text: "')/root", encoded: '%27%27)%2Froot' },
    { text: ' two\u0000lines\n', encoded: 'two%20lines' },
    { text: '\ud800x', encoded: 'x' },
  ]) {
    it(`is encoded: ${JSON.stringify(text)}`, () => {
      assert.equal(odataText(text), encoded);
    });
  }

  it('keeps its meaning and never ends its quotes', () => {
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

  it('is part of the documented call', () => {
    const query = 'select=id,name,parentReference,remoteItem,file,folder,package,webUrl&$top=50';
    assert.equal(searchPath("it's"), `/me/drive/root/search(q='it%27%27s')?$${query}`);
  });
});

describe('The token of a sharing link', () => {
  it('is encoded as in Microsoft’s sample', () => {
    const url = 'https://onedrive.live.com/redir?resid=1231244193912!12&authKey=1201919!12921!1';
    const token =
      'u!aHR0cHM6Ly9vbmVkcml2ZS5saXZlLmNvbS9yZWRpcj9yZXNpZD0xMjMxMjQ0MTkzOTEyITEyJmF1dGhLZXk9MTIwMTkxOSExMjkyMSEx';
    assert.equal(sharingToken(url), token);
    assert.ok(sharePath(url).startsWith(`/shares/${token}/driveItem?$select=`));
  });

  it('decodes to the link', () => {
    fc.assert(
      fc.property(fc.webUrl({ withFragments: true, withQueryParameters: true }), (url) => {
        const token = sharingToken(url);
        assert.match(token, /^u![\w-]+$/);
        assert.equal(Buffer.from(token.slice(2), 'base64url').toString('utf8'), url);
      }),
    );
  });
});

describe('The list of a folder', () => {
  it('is called by the folder’s ids, or at the root', () => {
    const options = '?$select=id,name,parentReference,remoteItem,file,folder,package,webUrl';
    assert.equal(childrenPath('ownRoot'), `/me/drive/root/children${options}&$top=200`);
    assert.equal(
      childrenPath({ driveId: 'b!d', itemId: '01 ITEM' }),
      `/drives/b!d/items/01%20ITEM/children${options}&$top=200`,
    );
  });

  it('is not called with unsafe ids', () => {
    assert.throws(() => childrenPath({ driveId: 'b!d', itemId: '..' }), { code: 'invalidAddress' });
  });
});

describe('The words of a search in all drives', () => {
  for (const { text, expected } of [
    { text: 'budget', expected: '"budget*"' },
    { text: 'team plan', expected: '"team*" AND "plan*"' },
    { text: 'a OR b NOT c', expected: '"a*" AND "OR*" AND "b*" AND "NOT*" AND "c*"' },
    { text: 'filetype:exe', expected: '"filetype:exe*"' },
    { text: 'say "hello"', expected: '"say*" AND "hello*"' },
    { text: '“q3” * ( -', expected: '"q3*"' },
  ]) {
    it(`are quoted in ${expected}`, () => {
      assert.equal(keywords(text), expected);
    });
  }

  it('are absent in a text of signs only', () => {
    assert.equal(keywords(' "- ()" '), undefined);
    assert.equal(searchBody('…'), undefined);
  });

  it('never end their quotes', () => {
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

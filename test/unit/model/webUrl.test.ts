import assert from 'node:assert/strict';
import { parseWebUrl } from '../../../src/model/webUrl';
import type { Cloud } from '../../../src/model/workbookSession';

const path = '/personal/ada/_layouts/15/Doc.aspx?sourcedoc=%7BA%7D&file=A%20%26%20B.xlsx';

describe('The web address of a workbook', () => {
  for (const [cloud, host] of [
    ['global', 'contoso.sharepoint.com'],
    ['global', 'contoso-my.sharepoint.com'],
    ['usGov', 'contoso.sharepoint.us'],
    ['usGovDoD', 'contoso-my.sharepoint-mil.us'],
  ] as const) {
    it(`is opened unasked at ${host} in the cloud ${cloud}`, () => {
      const href = `https://${host}${path}`;
      assert.deepEqual(parseWebUrl(href, cloud), { href, host, isSharePoint: true });
    });
  }

  it('is read as a browser reads it', () => {
    for (const text of [
      'HTTPS://Contoso.SharePoint.COM/a',
      'https://contoso.sharepoint.com:443/a',
      ' https:\\\\contoso.sharepoint.com\\a\n',
      'https://contoso\u3002sharepoint\u3002com/a',
      'https://contoso.sharepoint%2Ecom/a',
    ]) {
      assert.deepEqual(parseWebUrl(text, 'global'), {
        href: 'https://contoso.sharepoint.com/a',
        host: 'contoso.sharepoint.com',
        isSharePoint: true,
      });
    }
  });

  const asked: readonly (readonly [what: string, url: string, host: string, cloud?: Cloud])[] = [
    ['a look-alike domain', 'https://evil-sharepoint.com', 'evil-sharepoint.com'],
    ['a look-alike tenant', 'https://sharepoint.com.evil.tld', 'sharepoint.com.evil.tld'],
    [
      'a tenant as a name',
      'https://contoso.sharepoint.com.evil.tld',
      'contoso.sharepoint.com.evil.tld',
    ],
    ['no tenant', 'https://sharepoint.com', 'sharepoint.com'],
    ['two names in front', 'https://a.b.sharepoint.com', 'a.b.sharepoint.com'],
    ['a port', 'https://contoso.sharepoint.com:8443', 'contoso.sharepoint.com:8443'],
    ['a dot at the end', 'https://contoso.sharepoint.com.', 'contoso.sharepoint.com.'],
    [
      'letters of another script',
      'https://cont\u043eso.sharepoint.com',
      'xn--contso-zqf.sharepoint.com',
    ],
    ['a look-alike letter', 'https://contoso.sh\u0430repoint.com', 'contoso.xn--shrepoint-1yh.com'],
    ['a name in the path', 'https://evil.tld/contoso.sharepoint.com', 'evil.tld'],
    ['a name behind a backslash', 'https://evil.tld\\.sharepoint.com', 'evil.tld'],
    ['a name behind #', 'https://evil.tld#.sharepoint.com', 'evil.tld'],
    ['an address by number', 'https://127.0.0.1/a', '127.0.0.1'],
    ['a short link', 'https://1drv.ms/x/a', '1drv.ms'],
    ['OneDrive at home', 'https://onedrive.live.com/a', 'onedrive.live.com'],
    ['an underscore', 'https://a_b.sharepoint.com/a', 'a_b.sharepoint.com'],
    ['another cloud’s SharePoint', 'https://contoso.sharepoint.us', 'contoso.sharepoint.us'],
    ['the global SharePoint', 'https://contoso.sharepoint.com', 'contoso.sharepoint.com', 'usGov'],
    ['a sandbox’s word', 'https://contoso.sharepoint.com', 'contoso.sharepoint.com', 'sandbox'],
  ];
  for (const [what, url, host, cloud = 'global'] of asked) {
    it(`is asked about, with its host, for ${what}`, () => {
      const parsed = parseWebUrl(url, cloud);
      assert.deepEqual([parsed.host, parsed.isSharePoint], [host, false]);
      assert.equal(new URL(parsed.href).host, host);
    });
  }

  for (const text of [
    '',
    'contoso.sharepoint.com/a',
    'http://contoso.sharepoint.com/a',
    'ftp://contoso.sharepoint.com/a',
    'file:///etc/passwd',
    'javascript:alert(1)//contoso.sharepoint.com',
    'vscode://contoso.sharepoint.com/a',
    'command:workbench.action.quit',
    'ms-excel:ofe|u|https://contoso.sharepoint.com/a',
    'https://contoso.sharepoint.com@evil.tld/a',
    'https://user@contoso.sharepoint.com/a',
    'https://user:secret@contoso.sharepoint.com/a',
    'https://:secret@contoso.sharepoint.com/a',
    'https://[::1]/a',
    'https://$(x).sharepoint.com/a',
    'https://a b.sharepoint.com/a',
    'https://..sharepoint.com/a',
    'https:///',
  ]) {
    it(`is refused: ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseWebUrl(text, 'global'), { code: 'unsafeWebUrl' });
    });
  }
});

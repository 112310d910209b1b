import assert from 'node:assert/strict';
import { parseWebUrl } from '../../../src/model/webUrl';
import type { Cloud } from '../../../src/model/workbookSession';

const path = '/personal/ada/_layouts/15/Doc.aspx?sourcedoc=%7BA%7D&file=A%20%26%20B.xlsx';

describe('The web address of a workbook', () => {
  for (const { cloud, host } of [
    { cloud: 'global', host: 'contoso.sharepoint.com' },
    { cloud: 'global', host: 'contoso-my.sharepoint.com' },
    { cloud: 'usGov', host: 'contoso.sharepoint.us' },
    { cloud: 'usGovDoD', host: 'contoso-my.sharepoint-mil.us' },
  ] as const) {
    it(`is in SharePoint at ${host} in the cloud ${cloud}`, () => {
      const href = `https://${host}${path}`;
      assert.deepEqual(parseWebUrl(href, cloud), { href, host, isSharePoint: true });
    });
  }

  it('is read like in a browser', () => {
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

  interface OtherHost {
    readonly what: string;
    readonly url: string;
    readonly host: string;
    readonly cloud?: Cloud;
  }

  const otherHosts: readonly OtherHost[] = [
    {
      what: 'a look-alike domain',
      url: 'https://evil-sharepoint.com',
      host: 'evil-sharepoint.com',
    },
    {
      what: 'a look-alike tenant',
      url: 'https://sharepoint.com.evil.tld',
      host: 'sharepoint.com.evil.tld',
    },
    {
      what: 'a tenant’s host before another domain',
      url: 'https://contoso.sharepoint.com.evil.tld',
      host: 'contoso.sharepoint.com.evil.tld',
    },
    { what: 'no tenant in the host', url: 'https://sharepoint.com', host: 'sharepoint.com' },
    {
      what: 'two names before the domain',
      url: 'https://a.b.sharepoint.com',
      host: 'a.b.sharepoint.com',
    },
    {
      what: 'a port',
      url: 'https://contoso.sharepoint.com:8443',
      host: 'contoso.sharepoint.com:8443',
    },
    {
      what: 'a dot at the end',
      url: 'https://contoso.sharepoint.com.',
      host: 'contoso.sharepoint.com.',
    },
    {
      what: 'letters of another script',
      url: 'https://cont\u043eso.sharepoint.com',
      host: 'xn--contso-zqf.sharepoint.com',
    },
    {
      what: 'a look-alike letter',
      url: 'https://contoso.sh\u0430repoint.com',
      host: 'contoso.xn--shrepoint-1yh.com',
    },
    {
      what: 'a tenant’s host in the path',
      url: 'https://evil.tld/contoso.sharepoint.com',
      host: 'evil.tld',
    },
    {
      what: 'a domain after a backslash',
      url: 'https://evil.tld\\.sharepoint.com',
      host: 'evil.tld',
    },
    { what: 'a domain after #', url: 'https://evil.tld#.sharepoint.com', host: 'evil.tld' },
    { what: 'an IP address', url: 'https://127.0.0.1/a', host: '127.0.0.1' },
    { what: 'a short link', url: 'https://1drv.ms/x/a', host: '1drv.ms' },
    { what: 'a personal OneDrive', url: 'https://onedrive.live.com/a', host: 'onedrive.live.com' },
    { what: 'an underscore', url: 'https://a_b.sharepoint.com/a', host: 'a_b.sharepoint.com' },
    {
      what: 'another cloud’s SharePoint',
      url: 'https://contoso.sharepoint.us',
      host: 'contoso.sharepoint.us',
    },
    {
      what: 'the global SharePoint in another cloud',
      url: 'https://contoso.sharepoint.com',
      host: 'contoso.sharepoint.com',
      cloud: 'usGov',
    },
    {
      what: 'SharePoint in an answer of a sandbox',
      url: 'https://contoso.sharepoint.com',
      host: 'contoso.sharepoint.com',
      cloud: 'sandbox',
    },
  ];
  for (const { what, url, host, cloud = 'global' } of otherHosts) {
    it(`isn’t in SharePoint with ${what}`, () => {
      const parsed = parseWebUrl(url, cloud);
      assert.equal(parsed.host, host);
      assert.equal(parsed.isSharePoint, false);
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
    it(`is rejected: ${JSON.stringify(text)}`, () => {
      assert.throws(() => parseWebUrl(text, 'global'), { code: 'unsafeWebUrl' });
    });
  }
});

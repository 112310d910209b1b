import assert from 'node:assert/strict';
import fc from 'fast-check';
import { addressOfIds } from '../../../src/model/workbook';
import { graphClouds } from '../../../src/model/workbookSession';
import { readWorkbookText } from '../../../src/import/workbookTextReader';
import { aSandbox, globalGraph } from '../../builders';
import { anyText } from '../anyText';

describe('What a person types to name a workbook', () => {
  for (const words of [
    '',
    'budget',
    'sales report',
    'a,b',
    "O'Brien",
    'b!',
    'me',
    '2026/Q3',
    'b!x y',
  ]) {
    it(`is words: ${words}`, () => {
      assert.deepEqual(readWorkbookText(words, globalGraph), { kind: 'words' });
    });
  }

  for (const url of [
    'https://contoso.sharepoint.com/:x:/s/team/EabcDEF?e=a4Xk9Q',
    'https://contoso-my.sharepoint.com/:x:/g/personal/ada/Eabc',
    'https://contoso.sharepoint.com/sites/team/Shared Documents/Team plan.xlsx?web=1',
    'https://contoso.sharepoint.com/sites/team/_layouts/15/Doc.aspx?sourcedoc={1}&file=A.xlsx',
    'HTTPS://Contoso.SharePoint.com/:x:/s/team/E1',
  ]) {
    it(`is a link: ${url}`, () => {
      assert.deepEqual(readWorkbookText(` ${url}\n`, globalGraph), { kind: 'link', url });
      assert.deepEqual(readWorkbookText(`"${url}"`, globalGraph), { kind: 'link', url });
    });
  }

  for (const url of [
    'https://1drv.ms/x/s!Abc',
    'https://onedrive.live.com/edit?id=1',
    'https://d.docs.live.net/1/A.xlsx',
  ]) {
    it(`is refused, being personal: ${url}`, () => {
      const text = readWorkbookText(url, globalGraph);
      assert.deepEqual(text, { kind: 'refused', code: 'personalOneDrive' });
    });
  }

  for (const url of [
    'https://example.com/A.xlsx',
    'http://contoso.sharepoint.com/:x:/s/team/E1',
    'https://contoso.sharepoint.com.evil.example/:x:/s/team/E1',
    'https://sharepoint.com/A.xlsx',
    'https://contoso.sharepoint.com:8443/A.xlsx',
    'https://user@contoso.sharepoint.com/A.xlsx',
    'https://contoso.sharepoint.example/:x:/s/team/E1',
  ]) {
    it(`is refused, being foreign: ${url}`, () => {
      const text = readWorkbookText(url, globalGraph);
      assert.deepEqual(text, { kind: 'refused', code: 'foreignAddress' });
    });
  }

  for (const [cloud, host] of [
    ['global', 'contoso.sharepoint.com'],
    ['usGov', 'contoso-my.sharepoint.us'],
    ['usGovDoD', 'contoso.sharepoint-mil.us'],
  ] as const) {
    it(`is a link for the Graph of its own cloud alone: ${host}`, () => {
      const url = `https://${host}/:x:/s/team/E1`;
      for (const target of graphClouds.map((one) => ({ cloud: one }))) {
        assert.deepEqual(
          readWorkbookText(url, target),
          target.cloud === cloud
            ? { kind: 'link', url }
            : { kind: 'refused', code: 'linkOfOtherCloud' },
        );
      }
    });
  }

  for (const url of [
    'https://contoso.sharepoint.cn/:x:/s/team/E1',
    'https://contoso-my.sharepoint.cn/:x:/g/personal/ada/E1',
    'https://microsoftgraph.chinacloudapi.cn/v1.0/me/drive/items/01A',
  ]) {
    it(`is refused, being of China: ${url}`, () => {
      for (const target of [globalGraph, aSandbox()]) {
        const text = readWorkbookText(url, target);
        assert.deepEqual(text, { kind: 'refused', code: 'cloudWithoutWorkbooks' });
      }
    });
  }

  it("is a link of the sandbox's while it runs", () => {
    const url = 'https://contoso.sharepoint.example/:x:/s/team/E1';
    assert.deepEqual(readWorkbookText(url, aSandbox()), { kind: 'link', url });
  });

  it('is an address in Graph, or ids', () => {
    const ids = { driveId: 'b!t18F8ybsHUq1', itemId: '01BYE5RZ' };
    for (const text of [
      'https://graph.microsoft.com/v1.0/drives/b!t18F8ybsHUq1/items/01BYE5RZ/workbook',
      '/drives/b!t18F8ybsHUq1/items/01BYE5RZ',
      'drives/b!t18F8ybsHUq1/items/01BYE5RZ',
      'b!t18F8ybsHUq1, 01BYE5RZ',
      'b!t18F8ybsHUq1/01BYE5RZ',
    ]) {
      assert.deepEqual(readWorkbookText(text, globalGraph), {
        kind: 'workbook',
        workbook: { target: globalGraph, address: addressOfIds(ids), name: '' },
      });
    }
    const byPath = readWorkbookText('/me/drive/root:/Reports/My plan.xlsx:', globalGraph);
    assert.equal(byPath.kind === 'workbook' && byPath.workbook.name, 'My plan.xlsx');
  });

  for (const text of [
    '/me/messages',
    '/',
    'b!t18F8ybsHUq1 ',
    'https://graph.microsoft.com/v1.0/me',
  ]) {
    it(`is refused, being no workbook's address: ${text}`, () => {
      const { kind } = readWorkbookText(text, globalGraph);
      assert.equal(kind, text.trim() === text ? 'refused' : 'words');
    });
  }

  it('is never an error, whatever it is', () => {
    fc.assert(fc.property(anyText, (text) => void readWorkbookText(text, globalGraph)));
  });
});

import assert from 'node:assert/strict';
import { createHttpClient } from '../../src/base/http';
import { WorkbookSessionError } from '../../src/model/errors';
import { parseWebUrl } from '../../src/model/webUrl';
import { askSandbox } from '../../src/graph/sandboxInfo';
import { readPastedSession } from '../../src/import/pastedSession';
import { readWorkbookText } from '../../src/import/workbookTextReader';
import { GraphWorkbookSessionApi } from '../../src/graph/workbookSessionApi';
import { addressOfIds } from '../../src/model/workbook';
import { globalGraph } from '../builders';
import { ManualClock } from '../fakes/manualClock';
import { RecordingLogger } from '../fakes/recordingLogger';
import { startLoopback, type Loopback } from '../http/base/loopback';
import { aCall } from './bench';

const path = '/v1.0/drives/b!drive/items/01ITEM/workbook/closeSession';

/** The code with which a text is refused; undefined when it is taken. */
function refusalOf(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    assert.ok(error instanceof WorkbookSessionError);
    return error.code;
  }
}

describe('An address that only looks like the right one', () => {
  /** Pastes the address, with a session id, as a session and as a workbook. */
  const expectForeign = (...origins: readonly string[]) => {
    for (const origin of origins) {
      const text = `${origin}${path} workbook-session-id: cluster=EU1&session=15`;
      assert.equal(
        refusalOf(() => readPastedSession(text, globalGraph)),
        'foreignAddress',
        origin,
      );
      const { kind } = readWorkbookText(`${origin}${path}`, globalGraph);
      assert.equal(kind, 'refused', origin);
    }
  };

  it('is pasted with a host that begins or ends as Graph’s does', () => {
    expectForeign(
      'https://graph.microsoft.com.evil.example',
      'https://evil-graph.microsoft.com',
      'https://graph.microsoft.com-evil.example',
      'https://evil.example/https://graph.microsoft.com',
      'https://evil.example?https://graph.microsoft.com',
      'http://graph.microsoft.com',
    );
  });

  it('is pasted with Graph as the user name of another host', () => {
    expectForeign(
      'https://graph.microsoft.com@evil.example',
      'https://graph.microsoft.com:443@evil.example',
      'https://user:password@graph.microsoft.com',
    );
    const backslash = String.raw`https://graph.microsoft.com\@evil.example`;
    assert.equal(
      refusalOf(() => readPastedSession(`${backslash}${path} cluster=EU1`, globalGraph)),
      'invalidAddress',
    );
  });

  it('is pasted with a port', () => {
    expectForeign('https://graph.microsoft.com:8443', 'https://graph.microsoft.com:443');
  });

  it('is pasted with letters of another script', () => {
    expectForeign(
      'https://gr\u0430ph.microsoft.com',
      'https://graph.micros\u043Eft.com',
      'https://xn--grph-53d.microsoft.com',
      'https://graph\u3002microsoft\u3002com',
      'https://graph.microsoft.com\u200B',
    );
  });

  it('is pasted with a dot at the end', () => {
    expectForeign('https://graph.microsoft.com.', 'https://graph.microsoft.com..');
  });

  it('is a sharing link of a host that looks like SharePoint', () => {
    for (const host of [
      'contoso.sharepoint.com.evil.example',
      'contoso.sharepoint.com@evil.example',
      'evil.example/contoso.sharepoint.com',
      'contoso.sharepoint.com:8443',
      'contoso.sharep\u043Eint.com',
      'contoso.evilsharepoint.com',
    ]) {
      const { kind } = readWorkbookText(`https://${host}/:x:/s/team/abc`, globalGraph);
      assert.notEqual(kind, 'link', host);
    }
  });
});

describe('A setting that leads requests off this machine', () => {
  let decoy: Loopback;
  beforeEach(async () => {
    decoy = await startLoopback();
  });
  afterEach(() => decoy.close());

  /** What leads to this machine or another by a name, another spelling, or more than an origin. */
  const endpoints = () => {
    const { port } = new URL(decoy.url);
    return [
      `http://localhost:${port}`,
      `http://127.0.0.1.evil.example:${port}`,
      `http://127.0.0.1:${port}@evil.example`,
      `http://user:password@127.0.0.1:${port}`,
      `http://0x7f.1:${port}`,
      `http://2130706433:${port}`,
      `http://127.1:${port}`,
      `http://0.0.0.0:${port}`,
      `http://[::ffff:127.0.0.1]:${port}`,
      `http://127.0.0.1:${port}/proxy?to=https://evil.example`,
      `http://127.0.0.1:${port}#`,
      'https://evil.example',
      'https://graph.microsoft.com',
      'ftp://127.0.0.1:21',
      'http://127.0.0.1',
      'http://127.0.0.1:0',
      'http://127.0.0.1:65536',
    ];
  };

  it('names another host as the local stand-in for Graph', async () => {
    for (const endpoint of endpoints()) {
      const api = new GraphWorkbookSessionApi({
        http: createHttpClient(),
        clock: new ManualClock(),
        logger: new RecordingLogger(),
        settings: () => ({ apiVersion: 'v1.0', endpoint }),
      });
      const address = addressOfIds({ driveId: 'b!drive', itemId: '01ITEM' });
      const answer = await api.closeSession(address, 'cluster=EU1', aCall({ timeoutMs: 1000 }));
      assert.ok(!answer.ok && answer.code === 'endpointNotLoopback', endpoint);
    }
    assert.equal(decoy.sockets.length, 0);
  });

  it('names another host as the sandbox', async () => {
    for (const endpoint of endpoints()) {
      await assert.rejects(
        askSandbox(createHttpClient(), endpoint),
        { code: 'endpointNotLoopback' },
        endpoint,
      );
    }
    assert.equal(decoy.sockets.length, 0);
  });
});

describe('A web address from the service that does not lead to a workbook', () => {
  it('would run a program instead of opening a page', () => {
    for (const text of [
      'javascript:alert(1)',
      'command:workbench.action.quit',
      'vscode://evil.extension/run',
      'vscode-insiders://evil.extension/run',
      'file:///etc/passwd',
      String.raw`\\evil.example\share\a.xlsx`,
      'ms-excel:ofe|u|https://evil.example/a.xlsm',
      'data:text/html,<script>alert(1)</script>',
      ' javascript:alert(1)',
      'java\nscript:alert(1)',
      'http://contoso.sharepoint.com/a.xlsx',
    ]) {
      assert.equal(
        refusalOf(() => parseWebUrl(text, 'global')),
        'unsafeWebUrl',
        text,
      );
    }
  });

  it('hides its host behind a user name', () => {
    for (const text of [
      'https://contoso.sharepoint.com@evil.example/a.xlsx',
      'https://contoso.sharepoint.com:443@evil.example/a.xlsx',
      'https://@contoso.sharepoint.com:x@evil.example/a.xlsx',
    ]) {
      assert.equal(
        refusalOf(() => parseWebUrl(text, 'global')),
        'unsafeWebUrl',
        text,
      );
    }
  });

  it('is opened without a question because its host looks like SharePoint', () => {
    for (const host of [
      'contoso.sharepoint.com.evil.example',
      'contoso.sharepoint.com.',
      'contoso.sharepoint.com:8443',
      'evil.contoso.sharepoint.com',
      'sharepoint.com',
      'contoso.evil-sharepoint.com',
      'c\u043Entoso.sharepoint.com',
      'contoso.sharepoint.us',
    ]) {
      const { isSharePoint } = parseWebUrl(`https://${host}/a.xlsx`, 'global');
      assert.equal(isSharePoint, false, host);
    }
    assert.ok(parseWebUrl('https://contoso.sharepoint.com/a.xlsx', 'global').isSharePoint);
  });
});

import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { sandboxToken } from '../../../src/base/sandboxToken';
import { createHttpClient } from '../../../src/base/http';
import type { FoundItem, FoundPage } from '../../../src/model/foundItem';
import type { Attempt } from '../../../src/model/ports';
import { GraphDriveItemApi } from '../../../src/graph/driveItemApi';
import { colleagueDrive, ownDrive, siteDrive } from '../../../src/sandbox/drives';
import { sharingLinkOf, webUrlOf } from '../../../src/sandbox/webAddresses';
import {
  linkedFile,
  measurementCount,
  specialFiles,
  workbookFiles,
} from '../../../src/sandbox/workbookFiles';
import { aCallContext } from '../../builders';
import { ManualClock } from '../../fakes/manualClock';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { loopbackPerTest } from '../base/loopback';
import { sandboxPerTest } from '../sandbox/client';

function setup(endpoint = '') {
  const logger = new RecordingLogger();
  const api = new GraphDriveItemApi({
    http: createHttpClient(),
    clock: new ManualClock(),
    logger,
    settings: () => ({ apiVersion: 'v1.0', endpoint }),
  });
  return { api, logger };
}

function valueOf<T>(attempt: Attempt<T>): T {
  assert.ok(attempt.ok, JSON.stringify(attempt));
  return attempt.value;
}
const names = ({ items }: FoundPage) => items.map(({ name }) => name);
const named = ({ items }: FoundPage, name: string): FoundItem => {
  const item = items.find((candidate) => candidate.name === name);
  assert.ok(item, name);
  return item;
};

describe('GraphDriveItemApi with the sandbox', () => {
  const running = sandboxPerTest();
  const [own, , budget, team] = workbookFiles;
  const call = () =>
    aCallContext({
      target: { cloud: 'sandbox', sandbox: running.sandbox.instance },
      token: { value: sandboxToken, audience: 'sandbox' },
    });
  const requestCount = () => running.sandbox.requests.length;

  afterEach(() => {
    assert.deepEqual(running.sandbox.violations, []);
  });

  it('searches the user’s own drive, and logs no search text', async () => {
    const { api, logger } = setup();
    const page = valueOf(await api.searchOwnDrive('report', call()));
    assert.deepEqual(
      page.items.map(({ kind, name, place }) => ({ kind, name, place })),
      [
        { kind: 'folder', name: 'Reports', place: { folder: '' } },
        {
          kind: 'workbook',
          name: 'Sales report Q3.xlsx',
          place: { folder: 'Reports' },
        },
      ],
    );
    assert.equal(requestCount(), 1);
    assert.match(logger.lines.join(), /GET \/me\/drive\/root\/search\(q='\{q\}'\) → 200/);
    assert.doesNotMatch(logger.lines.join(), /report/i);
  });

  for (const { text, name } of [
    { text: "'neu'", name: "Größe #1 + 100% 'neu'.xlsx" },
    { text: '#1 + 100%', name: "Größe #1 + 100% 'neu'.xlsx" },
    { text: 'orçamento', name: 'Orçamento 2026.xlsx' },
  ]) {
    it(`finds “${name}” by “${text}”`, async () => {
      const page = valueOf(await setup().api.searchOwnDrive(text, call()));
      assert.deepEqual(names(page), [name]);
    });
  }

  it('finds nothing for an unknown text', async () => {
    const { api } = setup();
    assert.deepEqual(valueOf(await api.searchOwnDrive('no such thing', call())), { items: [] });
    assert.equal(requestCount(), 1);
  });

  it('recognizes a workbook in the old format', async () => {
    const { items } = valueOf(await setup().api.searchOwnDrive('archive', call()));
    const archive = items[0];
    assert.equal(archive?.kind, 'other');
    assert.equal(archive.isOldFormat, true);
  });

  it('searches all drives only for workbooks', async () => {
    const { api } = setup();
    const page = valueOf(await api.searchEverywhere('tea pla', call()));
    assert.deepEqual(names(page), ['Team plan.xlsx']);
    assert.deepEqual(
      page.items.map(({ driveId, itemId, kind, place }) => ({ driveId, itemId, kind, place })),
      [
        {
          driveId: siteDrive.id,
          itemId: team.itemId,
          kind: 'workbook',
          place: { site: 'contoso.sharepoint.example/sites/team' },
        },
      ],
    );
    assert.deepEqual(names(valueOf(await api.searchEverywhere('archive', call()))), []);
    assert.equal(requestCount(), 2);
  });

  it('says that a search in all drives found more than it lists', async () => {
    const page = valueOf(await setup().api.searchEverywhere('measurement', call()));
    assert.equal(page.items.length, 50);
    assert.equal(page.isCut, true);
  });

  it('sends nothing for a search in all drives without a word', async () => {
    assert.deepEqual(valueOf(await setup().api.searchEverywhere(' " ', call())), { items: [] });
    assert.equal(requestCount(), 0);
  });

  it('lists folders of all drives page by page', async () => {
    const { api } = setup();
    const root = valueOf(await api.children('ownRoot', call()));
    assert.equal(named(root, 'Budget.xlsx').itemId, budget.itemId);
    assert.equal(named(root, 'Notes.txt').kind, 'other');
    assert.equal(root.nextPage, undefined);
    const first = valueOf(await api.children(named(root, 'Measurements'), call()));
    assert.equal(first.items.length, 200);
    const last = valueOf(await api.nextPage(first.nextPage ?? '', call()));
    assert.equal(first.items.length + last.items.length, measurementCount);
    assert.equal(last.nextPage, undefined);
    const { driveId, itemId } = named(root, 'Forecast of Grace.xlsx');
    assert.equal(driveId, colleagueDrive.id);
    assert.equal(itemId, specialFiles.shared.itemId);
    const general = named(root, 'Team files');
    assert.equal(general.kind, 'folder');
    assert.equal(general.driveId, siteDrive.id);
    const theirs = valueOf(await api.children(general, call()));
    assert.ok(names(theirs).includes('Team plan.xlsx'));
    assert.equal(requestCount(), 4);
  });

  for (const { what, url, expected } of [
    { what: 'a sharing link', url: sharingLinkOf(team), expected: team },
    {
      what: 'a colleague’s link',
      url: sharingLinkOf(specialFiles.shared),
      expected: specialFiles.shared,
    },
    {
      what: 'a link to a file that is shared only so',
      url: sharingLinkOf(linkedFile),
      expected: linkedFile,
    },
    { what: 'an address of Excel for the web', url: webUrlOf(own), expected: own },
  ]) {
    it(`resolves ${what}`, async () => {
      const item = valueOf(await setup().api.resolveLink(url, call()));
      const { driveId, itemId, name } = expected;
      assert.deepEqual(
        { ...item, place: {} },
        { kind: 'workbook', driveId, itemId, name, place: {} },
      );
      const [request] = running.sandbox.requests;
      assert.deepEqual(request?.headers['prefer'], ['redeemSharingLink']);
      assert.equal(requestCount(), 1);
    });
  }

  it('fails with workbookNotFound for an unknown link', async () => {
    const nowhere = sharingLinkOf(own).replace(/E\w{4}/, 'Exxxx');
    const answer = await setup().api.resolveLink(nowhere, call());
    assert.equal(!answer.ok && answer.code, 'workbookNotFound');
  });

  it('sends nothing for a folder with unsafe ids', async () => {
    const answer = await setup().api.children({ driveId: ownDrive.id, itemId: '..' }, call());
    assert.equal(!answer.ok && answer.code, 'invalidAddress');
    assert.equal(requestCount(), 0);
  });
});

describe('GraphDriveItemApi with a hostile server', () => {
  const loopback = loopbackPerTest();
  const call = aCallContext();
  const answerWith = (body: unknown, status = 200) => {
    loopback.server.answer = (_, response: ServerResponse) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
  };
  const origin = () => loopback.server.url.slice(0, -1);

  it('requests the next page on the same origin, at any path', async () => {
    answerWith({ value: [] });
    const page = `${origin()}/beta/me/drive/root/children?$skiptoken=a%20b`;
    assert.deepEqual(valueOf(await setup(origin()).api.nextPage(page, call)), { items: [] });
    assert.equal(loopback.server.requests[0]?.url, '/beta/me/drive/root/children?$skiptoken=a%20b');
  });

  for (const { what, linkOf } of [
    { what: 'on another host', linkOf: () => 'https://graph.microsoft.com/v1.0/me' },
    { what: 'on another port', linkOf: () => 'http://127.0.0.1:1/v1.0/me' },
    { what: 'with another scheme', linkOf: (own: string) => own.replace('http:', 'https:') },
    { what: 'on a look-alike host', linkOf: (own: string) => `${own}.evil.example/v1.0/me` },
    { what: 'with a user name', linkOf: (own: string) => own.replace('//', '//user@') },
    {
      what: 'on another name of the same host',
      linkOf: (own: string) => own.replace('127.0.0.1', 'localhost'),
    },
    { what: 'without a host', linkOf: () => '/v1.0/me' },
    { what: 'without an address', linkOf: () => '' },
  ]) {
    it(`sends nothing for a next page ${what}`, async () => {
      const answer = await setup(origin()).api.nextPage(linkOf(origin()), call);
      assert.equal(!answer.ok && answer.code, 'redirected');
      assert.equal(loopback.server.requests.length, 0);
    });
  }

  for (const body of [undefined, {}, { value: {} }, []]) {
    it(`fails with unexpectedAnswer for ${JSON.stringify(body)}`, async () => {
      answerWith(body ?? 'text');
      const { api } = setup(origin());
      const answers = [await api.children('ownRoot', call), await api.searchEverywhere('a', call)];
      for (const answer of answers) {
        assert.equal(!answer.ok && answer.code, 'unexpectedAnswer');
      }
    });
  }

  it('leaves out items that it can’t read', async () => {
    const item = { id: '01', name: 'A.xlsx', parentReference: { driveId: 'b!d' } };
    answerWith({ value: [item, { ...item, id: '../x' }, null, 5] });
    const page = valueOf(await setup(origin()).api.children('ownRoot', call));
    assert.deepEqual(names(page), ['A.xlsx']);
  });

  it('allows a retry after a failure of the service', async () => {
    answerWith({ error: { code: 'serviceNotAvailable' } }, 503);
    const answer = await setup(origin()).api.searchEverywhere('a', call);
    assert.ok(!answer.ok);
    assert.equal(answer.code, 'serviceUnavailable');
    assert.equal(answer.mayRetry, true);
  });
});

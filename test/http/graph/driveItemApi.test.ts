import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { sandboxToken } from '../../../src/base/sandboxToken';
import { createHttpClient } from '../../../src/base/http';
import type { FoundItem, FoundPage } from '../../../src/model/foundItem';
import type { Attempt, CallContext } from '../../../src/model/ports';
import { GraphDriveItemApi } from '../../../src/graph/driveItemApi';
import { colleagueDrive, ownDrive, siteDrive } from '../../../src/sandbox/drives';
import { sharingLinkOf, webUrlOf } from '../../../src/sandbox/webAddresses';
import {
  linkedFile,
  measurementCount,
  specialFiles,
  workbookFiles,
} from '../../../src/sandbox/workbookFiles';
import { globalGraph } from '../../builders';
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

const limits = { newConnection: false, timeoutMs: 30_000 };
const { signal } = new AbortController();

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

describe('Finding a workbook in the sandbox', () => {
  const running = sandboxPerTest();
  const [own, , budget, team] = workbookFiles;
  const call = (): CallContext => ({
    target: { cloud: 'sandbox', sandbox: running.sandbox.instance },
    token: { value: sandboxToken, audience: 'sandbox' },
    signal,
    ...limits,
  });
  const requestCount = () => running.sandbox.requests.length;

  afterEach(() => {
    assert.deepEqual(running.sandbox.violations, []);
  });

  it('searches the own drive', async () => {
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

  for (const [text, name] of [
    ["'neu'", "Größe #1 + 100% 'neu'.xlsx"],
    ['#1 + 100%', "Größe #1 + 100% 'neu'.xlsx"],
    ['orçamento', 'Orçamento 2026.xlsx'],
  ] as const) {
    it(`finds ${name} by ${text}`, async () => {
      const page = valueOf(await setup().api.searchOwnDrive(text, call()));
      assert.deepEqual(names(page), [name]);
    });
  }

  it('finds nothing where there is nothing, and tells the old format', async () => {
    const { api } = setup();
    assert.deepEqual(valueOf(await api.searchOwnDrive('no such thing', call())), { items: [] });
    const [archive] = valueOf(await api.searchOwnDrive('archive', call())).items;
    assert.deepEqual([archive?.kind, archive?.isOldFormat], ['other', true]);
    assert.equal(requestCount(), 2);
  });

  it('searches everywhere, and only for workbooks', async () => {
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

  it('says when a search everywhere found more than it tells', async () => {
    const page = valueOf(await setup().api.searchEverywhere('measurement', call()));
    assert.deepEqual([page.items.length, page.isCut], [50, true]);
  });

  it('sends nothing for a search everywhere without a word', async () => {
    assert.deepEqual(valueOf(await setup().api.searchEverywhere(' " ', call())), { items: [] });
    assert.equal(requestCount(), 0);
  });

  it('lists folders page by page, those of other drives too', async () => {
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
    assert.deepEqual([driveId, itemId], [colleagueDrive.id, specialFiles.shared.itemId]);
    const general = named(root, 'Team files');
    assert.deepEqual([general.kind, general.driveId], ['folder', siteDrive.id]);
    const theirs = valueOf(await api.children(general, call()));
    assert.ok(names(theirs).includes('Team plan.xlsx'));
    assert.equal(requestCount(), 4);
  });

  for (const [what, url, expected] of [
    ['a sharing link', sharingLinkOf(team), team],
    ['a colleague’s link', sharingLinkOf(specialFiles.shared), specialFiles.shared],
    ['a link that is the only way', sharingLinkOf(linkedFile), linkedFile],
    ['an address of Excel in the browser', webUrlOf(own), own],
  ] as const) {
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

  it('tells when a link leads nowhere', async () => {
    const nowhere = sharingLinkOf(own).replace(/E\w{4}/, 'Exxxx');
    const answer = await setup().api.resolveLink(nowhere, call());
    assert.equal(!answer.ok && answer.code, 'workbookNotFound');
  });

  it('refuses a folder whose ids lead elsewhere, and sends nothing', async () => {
    const answer = await setup().api.children({ driveId: ownDrive.id, itemId: '..' }, call());
    assert.equal(!answer.ok && answer.code, 'invalidAddress');
    assert.equal(requestCount(), 0);
  });
});

describe('What comes after a page', () => {
  const loopback = loopbackPerTest();
  const call: CallContext = {
    target: globalGraph,
    token: { value: 'secret-token', audience: 'graph' },
    signal,
    ...limits,
  };
  const answerWith = (body: unknown, status = 200) => {
    loopback.server.answer = (_, response: ServerResponse) => {
      response.writeHead(status, { 'content-type': 'application/json' });
      response.end(JSON.stringify(body));
    };
  };
  const origin = () => loopback.server.url.slice(0, -1);

  it('is followed on the same origin, whatever its path', async () => {
    answerWith({ value: [] });
    const page = `${origin()}/beta/me/drive/root/children?$skiptoken=a%20b`;
    assert.deepEqual(valueOf(await setup(origin()).api.nextPage(page, call)), { items: [] });
    assert.equal(loopback.server.requests[0]?.url, '/beta/me/drive/root/children?$skiptoken=a%20b');
  });

  for (const [what, linkOf] of [
    ['another host', () => 'https://graph.microsoft.com/v1.0/me'],
    ['another port', () => 'http://127.0.0.1:1/v1.0/me'],
    ['another scheme', (own: string) => own.replace('http:', 'https:')],
    ['a likeness', (own: string) => `${own}.evil.example/v1.0/me`],
    ['a user in it', (own: string) => own.replace('//', '//user@')],
    ['a name for the same machine', (own: string) => own.replace('127.0.0.1', 'localhost')],
    ['no address', () => '/v1.0/me'],
    ['nothing', () => ''],
  ] as const) {
    it(`is refused with ${what}, and nothing is sent`, async () => {
      const answer = await setup(origin()).api.nextPage(linkOf(origin()), call);
      assert.equal(!answer.ok && answer.code, 'redirected');
      assert.equal(loopback.server.requests.length, 0);
    });
  }

  for (const body of [undefined, {}, { value: {} }, []]) {
    it(`is no page when it reads ${JSON.stringify(body)}`, async () => {
      answerWith(body ?? 'text');
      const { api } = setup(origin());
      const answers = [await api.children('ownRoot', call), await api.searchEverywhere('a', call)];
      for (const answer of answers) {
        assert.equal(!answer.ok && answer.code, 'unexpectedAnswer');
      }
    });
  }

  it('leaves out what cannot be used', async () => {
    const item = { id: '01', name: 'A.xlsx', parentReference: { driveId: 'b!d' } };
    answerWith({ value: [item, { ...item, id: '../x' }, null, 5] });
    const page = valueOf(await setup(origin()).api.children('ownRoot', call));
    assert.deepEqual(names(page), ['A.xlsx']);
  });

  it('may be asked for again when the service fails, as every question here', async () => {
    answerWith({ error: { code: 'serviceNotAvailable' } }, 503);
    const answer = await setup(origin()).api.searchEverywhere('a', call);
    assert.deepEqual(!answer.ok && [answer.code, answer.mayRetry], ['serviceUnavailable', true]);
  });
});

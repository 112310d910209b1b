import assert from 'node:assert/strict';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import type { AttemptFailure } from '../../../src/model/ports';
import type { PermissionSet } from '../../../src/model/workbookSession';
import { CommandRunner } from '../../../src/requests/command';
import { RequestScheduler } from '../../../src/requests/requestScheduler';
import { WorkbookSearch } from '../../../src/workbooks/workbookSearch';
import { globalGraph } from '../../builders';
import { FakeCredential } from '../../fakes/fakeCredential';
import { aFoundItem, FakeWorkbookFinder } from '../../fakes/fakeWorkbookFinder';
import { ManualClock } from '../../fakes/manualClock';
import { openClaims } from '../../fakes/openClaims';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { settle } from '../../fakes/settle';

const failed = (code: ErrorCode): AttemptFailure => ({ ok: false, code, mayRetry: false });
const isError = (code: ErrorCode) => (error: unknown) =>
  error instanceof WorkbookSessionError && error.code === code;

/** @param granted the permissions that are there without a question */
function setup(granted: readonly PermissionSet[] = ['files', 'allFiles']) {
  const clock = new ManualClock();
  const finder = new FakeWorkbookFinder();
  const tokens = new FakeCredential();
  const give = tokens.getAccessToken.bind(tokens);
  tokens.getAccessToken = (request) =>
    request.interactive || granted.includes(request.permissions ?? 'files')
      ? give(request)
      : Promise.reject(new WorkbookSessionError('signInRequired'));
  const logger = new RecordingLogger();
  const scheduler = new RequestScheduler({
    claims: openClaims,
    clock,
    logger,
    maxParallelRequests: () => 64,
  });
  const commands = new CommandRunner(tokens, clock);
  const search = new WorkbookSearch({ finder, scheduler, commands });
  const methods = () => finder.calls.map(({ method }) => method);
  return { clock, commands, finder, tokens, search, methods };
}

const anAccount = (id: string) => ({ id, label: `${id}@workbooks.example` });
const quietly = { target: globalGraph, interactive: false };

describe('WorkbookSearch', () => {
  it('searches the own drive and everywhere else when that is granted', async () => {
    const { search, finder, methods, tokens } = setup();
    const mine = aFoundItem({ name: 'Mine.xlsx' });
    const both = aFoundItem({ place: { folder: 'Reports' } });
    finder.pages.searchOwnDrive.push(() => ({
      ok: true,
      value: { items: [mine, both], nextPage: 'next' },
    }));
    const found = await search.search('found', quietly);
    assert.deepEqual(found, { items: [mine, both], nextPage: 'next', permissions: 'allFiles' });
    assert.deepEqual(methods(), ['searchOwnDrive', 'searchEverywhere']);
    assert.deepEqual(
      tokens.requests.map(({ interactive, permissions }) => ({ interactive, permissions })),
      [
        { interactive: false, permissions: 'files' },
        { interactive: false, permissions: 'allFiles' },
      ],
    );
  });

  it('searches only the own drive when no more is granted, and asks nobody', async () => {
    const { search, methods, tokens } = setup(['files']);
    const found = await search.search('found', quietly);
    assert.deepEqual(
      { permissions: found.permissions, failure: found.failure },
      { permissions: 'files', failure: undefined },
    );
    assert.deepEqual(methods(), ['searchOwnDrive']);
    assert.deepEqual(
      tokens.requests.map(({ interactive }) => interactive),
      [false],
    );
  });

  it('asks for more when the user wants to search everywhere', async () => {
    const { search, methods, tokens } = setup(['files']);
    const options = { target: globalGraph, interactive: true, permissions: 'allFiles' } as const;
    assert.equal((await search.search('found', options)).permissions, 'allFiles');
    assert.deepEqual(methods(), ['searchOwnDrive', 'searchEverywhere']);
    assert.deepEqual(
      tokens.requests.map(({ interactive, permissions }) => ({ interactive, permissions })),
      [
        { interactive: true, permissions: 'files' },
        { interactive: true, permissions: 'allFiles' },
      ],
    );
  });

  for (const interactive of [false, true]) {
    const how = interactive ? 'at the user’s wish' : 'quietly';
    it(`looks for more ${how} only for the account in use, whose answer it says it is`, async () => {
      const { search, finder, tokens } = setup();
      const [ada, grace] = [anAccount('ada'), anAccount('grace')];
      tokens.accountInUse = ada;
      const found = await search.search('found', {
        ...{ target: globalGraph, interactive },
        ...(interactive && { permissions: 'allFiles' }),
      });
      assert.deepEqual(found.account, ada);
      assert.deepEqual(
        tokens.requests.map(({ permissions, account }) => ({ permissions, account })),
        [
          { permissions: 'files', account: undefined },
          { permissions: 'allFiles', account: ada },
        ],
      );
      assert.deepEqual(
        finder.calls.map(({ token }) => token.account),
        [ada, ada],
      );
      const theirs = await search.browse('ownRoot', { ...quietly, account: grace });
      assert.deepEqual([theirs.account, finder.calls.at(-1)?.token.account], [grace, grace]);
    });
  }

  it('tells whose folder, page or link it is', async () => {
    const { search, tokens } = setup();
    tokens.accountInUse = anAccount('ada');
    const answers = [
      await search.browse('ownRoot', quietly),
      await search.more('next', quietly),
      await search.resolve('https://x', quietly),
    ];
    assert.deepEqual(
      answers.map(({ account }) => account?.id),
      ['ada', 'ada', 'ada'],
    );
  });

  it('says why nobody is searched, and sends nothing', async () => {
    const { search, methods } = setup([]);
    await assert.rejects(search.search('found', quietly), isError('signInRequired'));
    assert.deepEqual(methods(), []);
  });

  it('takes a refusal of what nobody asked for as not granted', async () => {
    const { search, finder } = setup();
    finder.pages.searchEverywhere.push(() => failed('accessDenied'));
    const found = await search.search('found', quietly);
    assert.deepEqual(
      { permissions: found.permissions, failure: found.failure, count: found.items.length },
      { permissions: 'files', failure: undefined, count: 1 },
    );
  });

  it('tells a refusal of what was asked for, beside what was found', async () => {
    const { search, finder } = setup();
    finder.pages.searchEverywhere.push(() => failed('accessDenied'));
    const found = await search.search('found', { ...quietly, permissions: 'allFiles' });
    assert.deepEqual(
      { code: found.failure?.code, count: found.items.length },
      { code: 'accessDenied', count: 1 },
    );
  });

  it('shows what is elsewhere when the own drive does not answer', async () => {
    const { search, finder } = setup();
    finder.pages.searchOwnDrive.push(() => failed('workbookNotFound'));
    const found = await search.search('found', quietly);
    assert.deepEqual(
      { code: found.failure?.code, count: found.items.length },
      { code: 'workbookNotFound', count: 1 },
    );
    finder.pages.searchOwnDrive.push(() => failed('workbookNotFound'));
    finder.pages.searchEverywhere.push(() => failed('accessDenied'));
    await assert.rejects(search.search('found', quietly), isError('workbookNotFound'));
  });

  it('breaks off what is under way when it is cancelled', async () => {
    const { search, finder } = setup();
    const signals: AbortSignal[] = [];
    finder.pages.searchOwnDrive.push(
      ({ signal }) =>
        new Promise((resolve) => {
          signals.push(signal);
          signal.addEventListener('abort', () => {
            resolve(failed('cancelled'));
          });
        }),
    );
    const ending = new AbortController();
    const searching = search.search('found', { ...quietly, signal: ending.signal });
    await settle();
    ending.abort();
    await assert.rejects(searching, isError('cancelled'));
    assert.deepEqual(
      signals.map(({ aborted }) => aborted),
      [true],
    );
  });

  it('does not queue behind a search that is given up', async () => {
    const { search, finder, methods } = setup(['files']);
    finder.pages.searchOwnDrive.push(() => new Promise(() => undefined));
    void search.search('first', quietly);
    await settle();
    await search.search('second', quietly);
    assert.deepEqual(methods(), ['searchOwnDrive', 'searchOwnDrive']);
  });

  it('passes over a few pages of files of no interest', async () => {
    const { search, finder, methods } = setup(['files']);
    const other = { items: [aFoundItem({ kind: 'other' })], nextPage: 'next' };
    const empty = () => ({ ok: true, value: other }) as const;
    finder.pages.searchOwnDrive.push(empty);
    finder.pages.nextPage.push(empty);
    const found = await search.search('found', quietly);
    assert.deepEqual(
      { items: found.items, nextPage: found.nextPage },
      { items: [aFoundItem()], nextPage: undefined },
    );
    assert.deepEqual(methods(), ['searchOwnDrive', 'nextPage', 'nextPage']);
    finder.pages.children.push(empty);
    finder.pages.nextPage.push(empty, empty, empty, empty);
    assert.equal((await search.browse('ownRoot', quietly)).nextPage, 'next');
    assert.deepEqual(methods().slice(3), ['children', 'nextPage', 'nextPage', 'nextPage']);
  });

  it('shows an old workbook rather than the next page', async () => {
    const { search, finder, methods } = setup(['files']);
    const old = aFoundItem({ kind: 'other', isOldFormat: true });
    finder.pages.children.push(() => ({ ok: true, value: { items: [old], nextPage: 'next' } }));
    assert.deepEqual((await search.browse('ownRoot', quietly)).items, [old]);
    assert.deepEqual(methods(), ['children']);
  });

  it('says when the service has found more than it tells', async () => {
    const { search, finder } = setup();
    finder.pages.searchEverywhere.push(() => ({ ok: true, value: { items: [], isCut: true } }));
    assert.equal((await search.search('found', quietly)).isCut, true);
    assert.equal((await search.search('found', quietly)).isCut, undefined);
  });

  it('browses, goes on and resolves with the permissions it is given, else with the usual ones', async () => {
    const { search, finder, methods } = setup();
    const folder = { driveId: 'd', itemId: 'i' };
    await search.browse('ownRoot', quietly);
    await search.browse(folder, { ...quietly, permissions: 'allFiles' });
    await search.more('next', quietly);
    assert.deepEqual(await search.resolve('https://x', quietly), aFoundItem());
    assert.deepEqual(methods(), ['children', 'children', 'nextPage', 'resolveLink']);
    assert.deepEqual(
      finder.calls.map(({ about }) => about),
      ['ownRoot', folder, 'next', 'https://x'],
    );
    finder.links.push(() => failed('workbookNotFound'));
    await assert.rejects(search.resolve('https://x', quietly), isError('workbookNotFound'));
  });

  it('sends nothing when it has ended', async () => {
    const { commands, search, methods } = setup();
    commands.dispose();
    await assert.rejects(search.browse('ownRoot', quietly), isError('cancelled'));
    assert.deepEqual(methods(), []);
  });
});

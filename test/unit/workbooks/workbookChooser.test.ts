import assert from 'node:assert/strict';
import { Deferred } from '../../../src/base/deferred';
import { WorkbookSessionError, type ErrorCode } from '../../../src/model/errors';
import type { FoundItem, FoundPage } from '../../../src/model/foundItem';
import { addressOfIds } from '../../../src/model/workbook';
import type { FinderOptions, SearchResult } from '../../../src/workbooks/workbookSearch';
import type { GivenWorkbook } from '../../../src/model/workbookText';
import { readWorkbookText } from '../../../src/import/workbookTextReader';
import type { RowChoice } from '../../../src/workbooks/workbookRow';
import type { ChooserState } from '../../../src/workbooks/chooserView';
import { searchDelayMs, WorkbookChooser } from '../../../src/workbooks/workbookChooser';
import { globalGraph } from '../../builders';
import { aFoundItem } from '../../fakes/fakeWorkbookFinder';
import { ManualClock } from '../../fakes/manualClock';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { settle } from '../../fakes/settle';

const known: GivenWorkbook = {
  target: globalGraph,
  address: addressOfIds({ driveId: 'b!drive', itemId: 'known' }),
  name: 'Known budget.xlsx',
};
const folder = aFoundItem({ kind: 'folder', name: 'Reports' });

interface Asked extends FinderOptions {
  readonly what: string;
}

function setup(workbooks = [known]) {
  const clock = new ManualClock();
  const asked: Asked[] = [];
  const failures: ErrorCode[] = [];
  const pages: FoundPage[] = [];
  const links: FoundItem[] = [];
  const results: Partial<SearchResult>[] = [];
  const gates: Promise<unknown>[] = [];
  const found = async <T>(what: string, options: FinderOptions, value: T): Promise<T> => {
    asked.push({ what, ...options });
    const code = failures.shift();
    await gates.shift();
    if (code) {
      throw new WorkbookSessionError(code);
    }
    return value;
  };
  const page = () => pages.shift() ?? { items: [folder, aFoundItem()] };
  const search = {
    search: (text: string, options: FinderOptions) =>
      found(`search ${text}`, options, {
        items: [aFoundItem()],
        permissions: options.permissions ?? 'files',
        ...results.shift(),
      } as const),
    browse: (where: 'ownRoot' | { itemId: string }, options: FinderOptions) =>
      found(`browse ${where === 'ownRoot' ? where : where.itemId}`, options, page()),
    more: (next: string, options: FinderOptions) => found(`more ${next}`, options, page()),
    resolve: (url: string, options: FinderOptions) =>
      found(`resolve ${url}`, options, links.shift() ?? aFoundItem()),
  };
  const states: ChooserState[] = [];
  const acted: string[] = [];
  const logger = new RecordingLogger();
  const closed: GivenWorkbook[] = [];
  let text = '';
  const chooser = new WorkbookChooser(
    {
      ...{ search, clock, logger, target: globalGraph, known: workbooks },
      offer: (actions) => actions,
      readText: (typed) => readWorkbookText(typed, globalGraph),
    },
    {
      show: (state) => states.push(state),
      clearText: () => (text = ''),
      act: (action) => acted.push(action),
      close: (workbook) => closed.push(workbook),
    },
  );
  const shown = () => states.at(-1)!;
  const kinds = () => shown().rows.map(({ choice }) => choice.kind);
  const type = async (typed: string) => {
    text = typed;
    chooser.type(text);
    await clock.advance(searchDelayMs);
  };
  const choose = async (kind: RowChoice['kind']) => {
    chooser.accept(
      text,
      shown().rows.find(({ choice }) => choice.kind === kind),
    );
    await settle();
  };
  const questions = () => asked.map(({ what }) => what);
  return {
    ...{ clock, chooser, asked, failures, pages, links, results, acted, closed, states, gates },
    ...{ shown, kinds, type, choose, questions, logger },
  };
}

describe('WorkbookChooser', () => {
  it('begins with what is known, and sends nothing', async () => {
    const { clock, kinds, questions, choose, closed } = setup();
    await clock.advance(10_000);
    assert.deepEqual(kinds(), ['ownDrive', 'workbook']);
    assert.deepEqual(questions(), []);
    await choose('workbook');
    assert.deepEqual(closed, [known]);
  });

  it('searches once for what was typed last, quietly', async () => {
    const { clock, chooser, asked, kinds, shown } = setup();
    chooser.type('b');
    await clock.advance(searchDelayMs - 1);
    chooser.type('bud');
    assert.deepEqual(
      { kinds: kinds(), isBusy: shown().isBusy },
      { kinds: ['workbook'], isBusy: true },
    );
    await clock.advance(searchDelayMs);
    assert.deepEqual(
      asked.map(({ what, interactive }) => ({ what, interactive })),
      [{ what: 'search bud', interactive: false }],
    );
    assert.deepEqual(
      { kinds: kinds(), isBusy: shown().isBusy },
      { kinds: ['workbook', 'workbook', 'everywhere'], isBusy: false },
    );
  });

  it('aborts the older search, whose answer is not shown', async () => {
    const { type, asked, chooser, kinds } = setup();
    await type('a');
    chooser.type('');
    await settle();
    assert.equal(asked[0]?.signal?.aborted, true);
    assert.deepEqual(kinds(), ['ownDrive', 'workbook']);
  });

  it('asks for the wider permission at the user’s wish, and keeps to it', async () => {
    const { type, choose, asked, closed, kinds } = setup();
    await type('found');
    await choose('everywhere');
    assert.deepEqual(
      { interactive: asked[1]?.interactive, permissions: asked[1]?.permissions },
      { interactive: true, permissions: 'allFiles' },
    );
    assert.deepEqual(kinds(), ['workbook']);
    await type('found it');
    assert.deepEqual(
      { interactive: asked[2]?.interactive, permissions: asked[2]?.permissions },
      { interactive: false, permissions: 'allFiles' },
    );
    await choose('workbook');
    assert.equal(closed[0]?.permissions, 'allFiles');
  });

  it('asks and creates as the account that answered, unless that one is gone', async () => {
    const { type, choose, results, failures, asked, closed } = setup();
    const account = { id: 'ada', label: 'ada@workbooks.example' };
    results.push({ account }, { account });
    await type('found');
    await choose('everywhere');
    await choose('workbook');
    assert.deepEqual(closed[0]?.account, account);
    failures.push('accountUnavailable');
    await type('found it');
    await choose('again');
    assert.deepEqual(
      asked.map((options) => options.account),
      [undefined, account, account, undefined],
    );
  });

  it('uses what was granted for the Graph that was searched alone', async () => {
    const elsewhere: GivenWorkbook = { ...known, target: { cloud: 'usGov' } };
    const { type, choose, results, closed } = setup([elsewhere]);
    results.push({ permissions: 'allFiles', account: { id: 'ada', label: 'Ada' } });
    await type('known');
    await choose('workbook');
    assert.deepEqual(closed, [elsewhere]);
  });

  it('keeps what is known of how a workbook can be opened', async () => {
    const theirs: GivenWorkbook = { ...known, permissions: 'allFiles' };
    const { type, choose, closed } = setup([theirs]);
    await type('known');
    await choose('workbook');
    assert.deepEqual(closed, [theirs]);
  });

  it('keeps what the own drive has when the wider permission is refused', async () => {
    const { type, choose, failures, acted, kinds, asked } = setup();
    await type('found');
    failures.push('adminConsentRequired');
    await choose('everywhere');
    assert.deepEqual(kinds(), ['workbook', 'again', 'act', 'act']);
    await choose('act');
    assert.deepEqual(acted, ['copyAdminConsentLink']);
    await choose('again');
    assert.deepEqual(
      { interactive: asked[2]?.interactive, permissions: asked[2]?.permissions },
      { interactive: true, permissions: 'allFiles' },
    );
    assert.deepEqual(kinds(), ['workbook']);
  });

  it('does not try again what is not granted', async () => {
    const { type, asked } = setup();
    await type('a');
    await type('ab');
    assert.deepEqual(
      asked.map(({ permissions }) => permissions),
      [undefined, 'files'],
    );
  });

  it('shows what there was when the user comes back, and asks again what had no answer yet', async () => {
    const { clock, chooser, type, choose, questions, kinds, closed, shown } = setup();
    chooser.type('known');
    chooser.accept('known', shown().rows[0]);
    assert.deepEqual(closed, [known]);
    await clock.advance(searchDelayMs);
    assert.deepEqual(questions(), []);
    chooser.resume('same');
    await clock.advance(searchDelayMs);
    assert.deepEqual(
      { kinds: kinds(), isBusy: shown().isBusy },
      { kinds: ['workbook', 'workbook', 'everywhere'], isBusy: false },
    );
    assert.deepEqual(questions(), ['search known']);
    await type('');
    await choose('ownDrive');
    await choose('workbook');
    chooser.resume('same');
    assert.deepEqual(
      { kinds: kinds(), folders: shown().folders },
      { kinds: ['up', 'folder', 'workbook'], folders: ['ownRoot'] },
    );
    assert.deepEqual(questions(), ['search known', 'browse ownRoot']);
  });

  it('tells why a search failed in its rows, and asks when the user chooses that', async () => {
    const { type, choose, failures, asked, kinds, shown } = setup();
    failures.push('signInRequired', 'signInFailed');
    await type('found');
    assert.deepEqual(
      { kinds: kinds(), isBusy: shown().isBusy },
      { kinds: ['again', 'again'], isBusy: false },
    );
    await choose('again');
    assert.equal(asked[1]?.interactive, true);
    assert.equal(shown().rows[0]?.label, 'The sign-in failed.');
    assert.deepEqual(kinds(), ['again', 'again', 'act']);
    await choose('again');
    assert.deepEqual(kinds(), ['workbook', 'everywhere']);
  });

  it('logs what failed at the user’s wish, and nothing of what only lacks a sign-in while they type', async () => {
    const { type, choose, failures, logger } = setup();
    failures.push('signInRequired', 'network');
    await type('found');
    assert.deepEqual(logger.lines, []);
    await choose('again');
    assert.deepEqual(logger.lines, ['error: A row was shown: network']);
  });

  it('asks again, quietly and as whoever is in use now, once something was done about a failure', async () => {
    const { type, choose, chooser, clock, failures, results, asked, kinds, acted } = setup();
    results.push({ account: { id: 'ada', label: 'Ada' } });
    await type('found');
    failures.push('accessTokenExpired');
    await type('found it');
    await choose('act');
    assert.deepEqual(acted, ['useAccessToken']);
    chooser.resume('any');
    await clock.advance(searchDelayMs);
    assert.deepEqual(
      { interactive: asked[2]?.interactive, account: asked[2]?.account },
      { interactive: false, account: undefined },
    );
    assert.deepEqual(kinds(), ['workbook', 'everywhere']);
  });

  it('browses down, up and home again', async () => {
    const { choose, questions, kinds, shown } = setup();
    await choose('ownDrive');
    assert.deepEqual(
      { kinds: kinds(), folders: shown().folders },
      { kinds: ['up', 'folder', 'workbook'], folders: ['ownRoot'] },
    );
    await choose('folder');
    assert.deepEqual(shown().folders, ['ownRoot', folder]);
    await choose('up');
    await choose('up');
    assert.deepEqual(
      { kinds: kinds(), folders: shown().folders },
      { kinds: ['ownDrive', 'workbook'], folders: [] },
    );
    assert.deepEqual(questions(), ['browse ownRoot', `browse ${folder.itemId}`, 'browse ownRoot']);
  });

  it('shows the folder again when the text is gone, without asking again', async () => {
    const { choose, type, questions, kinds, shown } = setup();
    await choose('ownDrive');
    await type('budget');
    assert.deepEqual(shown().folders, []);
    await type('');
    assert.deepEqual(
      { kinds: kinds(), folders: shown().folders },
      { kinds: ['up', 'folder', 'workbook'], folders: ['ownRoot'] },
    );
    assert.deepEqual(questions(), ['browse ownRoot', 'search budget']);
  });

  it('says that a folder is being loaded, in a row that Enter does nothing with', async () => {
    const { choose, gates, questions, kinds, shown } = setup();
    const gate = new Deferred<undefined>();
    gates.push(gate.promise);
    await choose('ownDrive');
    assert.deepEqual(
      { kinds: kinds(), isBusy: shown().isBusy },
      { kinds: ['up', 'none'], isBusy: true },
    );
    assert.equal(shown().rows[1]?.label, 'Loading…');
    await choose('none');
    assert.deepEqual(
      { kinds: kinds(), folders: shown().folders },
      { kinds: ['up', 'none'], folders: ['ownRoot'] },
    );
    gate.resolve(undefined);
    await settle();
    assert.deepEqual(kinds(), ['up', 'folder', 'workbook']);
    assert.deepEqual(questions(), ['browse ownRoot']);
  });

  it('asks for the folder again that had not arrived when something was typed', async () => {
    const { choose, chooser, type, gates, questions, kinds, shown } = setup();
    gates.push(new Promise(() => undefined));
    await choose('ownDrive');
    chooser.type('b');
    await type('');
    assert.deepEqual(
      { kinds: kinds(), folders: shown().folders },
      { kinds: ['up', 'folder', 'workbook'], folders: ['ownRoot'] },
    );
    assert.deepEqual(questions(), ['browse ownRoot', 'browse ownRoot']);
  });

  it('asks for the folder again that failed, once the text is gone', async () => {
    const { choose, chooser, type, failures, kinds } = setup();
    failures.push('network');
    await choose('ownDrive');
    assert.deepEqual(kinds(), ['up', 'again']);
    chooser.type('b');
    await type('');
    assert.deepEqual(kinds(), ['up', 'folder', 'workbook']);
  });

  it('opens the own drive with a question for the account, where one is needed', async () => {
    const { choose, asked } = setup();
    await choose('ownDrive');
    await choose('folder');
    assert.deepEqual(
      asked.map(({ interactive }) => interactive),
      [true, false],
    );
  });

  it('begins anew with a folder that a search found', async () => {
    const { choose, type, results, kinds, shown } = setup();
    await choose('ownDrive');
    results.push({ items: [folder] });
    await type('reports');
    await choose('folder');
    assert.deepEqual(shown().folders, [folder]);
    await choose('up');
    assert.deepEqual(
      { kinds: kinds(), folders: shown().folders },
      { kinds: ['ownDrive', 'workbook'], folders: [] },
    );
  });

  it('knows where a workbook lies that it was browsed to', async () => {
    const { choose, type, pages, results, closed } = setup();
    const site = 'contoso.sharepoint.com/sites/team';
    results.push({ items: [aFoundItem({ kind: 'folder', name: 'General', place: { site } })] });
    const deeper = aFoundItem({ kind: 'folder', name: '2026', place: { folder: 'General' } });
    const plan = aFoundItem({ name: 'Plan.xlsx', place: { folder: 'General/2026' } });
    pages.push({ items: [deeper] }, { items: [], nextPage: 'two' }, { items: [plan] });
    await type('general');
    await choose('folder');
    await choose('folder');
    await choose('more');
    await choose('workbook');
    assert.deepEqual(closed[0]?.place, { folder: 'General/2026', site });
  });

  it('goes on in a search above the offer to search everywhere, and shows nothing twice', async () => {
    const { choose, type, pages, results, failures, shown, kinds } = setup();
    results.push({ items: [folder, aFoundItem()], nextPage: 'two' });
    const next = [folder, aFoundItem(), aFoundItem({ name: 'New.xlsx' })];
    pages.push({ items: [] }, { items: next, nextPage: 'three' });
    await type('found');
    assert.deepEqual(kinds(), ['folder', 'workbook', 'more', 'everywhere']);
    failures.push('network');
    await choose('more');
    assert.deepEqual(kinds(), ['folder', 'workbook', 'again', 'everywhere']);
    const before = shown().rows.slice(0, 2);
    await choose('again');
    assert.deepEqual(kinds(), ['folder', 'workbook', 'workbook', 'more', 'everywhere']);
    assert.deepEqual(shown().rows.slice(0, 2), before);
    assert.equal(shown().rows[2]?.label, 'New.xlsx');
  });

  it('goes on page by page, in a folder and in a search', async () => {
    const { choose, type, pages, results, questions, kinds } = setup();
    pages.push({ items: [], nextPage: 'two' }, { items: [aFoundItem()] });
    await choose('ownDrive');
    assert.deepEqual(kinds(), ['up', 'more']);
    await choose('more');
    assert.deepEqual(kinds(), ['up', 'workbook']);
    results.push({ nextPage: 'three', permissions: 'allFiles' });
    pages.push({ items: [aFoundItem({ name: 'Last.xlsx' })] });
    await type('found');
    await choose('more');
    assert.deepEqual(kinds(), ['workbook', 'workbook']);
    assert.deepEqual(questions(), ['browse ownRoot', 'more two', 'search found', 'more three']);
  });

  it('offers to ask for all files where a folder is refused', async () => {
    const { choose, failures, asked, kinds } = setup();
    failures.push('accessDenied');
    await choose('ownDrive');
    assert.deepEqual(kinds(), ['up', 'again', 'withAllFiles', 'act']);
    await choose('withAllFiles');
    assert.deepEqual(
      { interactive: asked[1]?.interactive, permissions: asked[1]?.permissions },
      { interactive: true, permissions: 'allFiles' },
    );
    assert.deepEqual(kinds(), ['up', 'folder', 'workbook']);
  });

  it('offers to ask for all files where a link is refused', async () => {
    const { type, choose, failures, asked, kinds, closed } = setup();
    failures.push('accessDenied', 'accessDenied');
    await type('https://contoso.sharepoint.com/:x:/s/team/E1');
    await choose('link');
    assert.deepEqual(kinds(), ['link', 'again', 'withAllFiles', 'act']);
    await choose('link');
    assert.deepEqual(kinds(), ['link', 'again', 'withAllFiles', 'act']);
    await choose('withAllFiles');
    assert.deepEqual(
      { interactive: asked[2]?.interactive, permissions: asked[2]?.permissions },
      { interactive: true, permissions: 'allFiles' },
    );
    assert.equal(closed[0]?.permissions, 'allFiles');
  });

  it('takes no row of an older list for a pasted link', async () => {
    const { chooser, shown, type, questions } = setup();
    const older = shown().rows[1];
    await type('https://contoso.sharepoint.com/:x:/s/team/E1');
    chooser.accept('https://contoso.sharepoint.com/:x:/s/team/E1', older);
    assert.deepEqual(questions(), ['resolve https://contoso.sharepoint.com/:x:/s/team/E1']);
  });

  it('asks what a link leads to only when it is chosen', async () => {
    const { chooser, type, asked, closed } = setup();
    const url = 'https://contoso.sharepoint.com/:x:/s/team/E1';
    await type(url);
    assert.equal(asked.length, 0);
    chooser.accept(url, undefined);
    await settle();
    assert.deepEqual(
      { what: asked[0]?.what, interactive: asked[0]?.interactive },
      { what: `resolve ${url}`, interactive: true },
    );
    const { driveId, itemId, name } = aFoundItem();
    assert.deepEqual(closed, [
      { target: globalGraph, address: addressOfIds({ driveId, itemId }), name },
    ]);
  });

  it('goes into the folder that a link leads to, and refuses another file', async () => {
    const { type, choose, links, questions, shown, kinds, closed } = setup();
    links.push(folder, aFoundItem({ kind: 'other', name: 'Notes.txt' }));
    await type('https://contoso.sharepoint.com/:f:/s/team/E1');
    await choose('link');
    assert.equal(questions()[1], `browse ${folder.itemId}`);
    assert.deepEqual(shown().folders, [{ ...folder, place: { isOtherDrive: true } }]);
    await type('https://contoso.sharepoint.com/:t:/s/team/E1');
    await choose('link');
    assert.deepEqual({ kinds: kinds(), closed }, { kinds: ['none'], closed: [] });
  });

  it('takes an address at once, even before its row is shown', async () => {
    const { chooser, closed, questions } = setup();
    chooser.accept('/me/drive/root:/Plan.xlsx:', undefined);
    await settle();
    assert.deepEqual(
      closed.map(({ name }) => name),
      ['Plan.xlsx'],
    );
    assert.deepEqual(questions(), []);
  });

  it('takes no row that belongs to another text', () => {
    const { chooser, shown, closed } = setup();
    chooser.accept('typed fast', shown().rows[1]);
    assert.deepEqual(closed, []);
  });

  it('stays where an old workbook is chosen, whose row says why it is refused', async () => {
    const { type, choose, results, closed, kinds } = setup();
    const old = aFoundItem({ kind: 'other', name: 'Old.xls', isOldFormat: true });
    results.push({ items: [old], permissions: 'allFiles' });
    await type('old');
    await choose('refusal');
    assert.deepEqual({ closed, kinds: kinds() }, { closed: [], kinds: ['refusal'] });
  });

  it('aborts what is under way when the picker goes', async () => {
    const { chooser, type, asked, gates, states } = setup();
    const gate = new Deferred<undefined>();
    gates.push(gate.promise);
    await type('a');
    const before = states.length;
    chooser.dispose();
    gate.resolve(undefined);
    await settle();
    assert.equal(asked[0]?.signal?.aborted, true);
    assert.equal(states.length, before);
  });
});

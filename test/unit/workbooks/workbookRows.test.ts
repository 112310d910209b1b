import assert from 'node:assert/strict';
import { WorkbookSessionError } from '../../../src/model/errors';
import type { FoundPage } from '../../../src/model/foundItem';
import { addressOfIds, type WorkbookAddress } from '../../../src/model/workbook';
import type { GivenWorkbook } from '../../../src/model/workbookText';
import { refusalRow } from '../../../src/workbooks/failureRows';
import {
  isNamedLike,
  knownRows,
  ownDriveRow,
  pageRows,
  pathText,
  searchRows,
  textRow,
  upRow,
} from '../../../src/workbooks/workbookRows';
import { globalGraph } from '../../builders';
import { aFoundItem } from '../../fakes/fakeWorkbookFinder';

const folder = aFoundItem({ kind: 'folder', name: 'Reports', place: { folder: '' } });
const workbook = aFoundItem({ name: 'Budget.xlsx', place: { folder: 'Reports/2026' } });
const old = aFoundItem({ kind: 'other', name: 'Old.xls', isOldFormat: true });
const page: FoundPage = {
  items: [old, aFoundItem({ kind: 'other', name: 'Notes.txt' }), workbook, folder],
  nextPage: 'next',
};
const known = {
  target: globalGraph,
  address: addressOfIds(workbook),
  name: 'Budget.xlsx',
};

describe('The rows of the workbook picker', () => {
  it('show folders first, then workbooks, then old ones, and nothing else of a folder', () => {
    const rows = pageRows([upRow()], page, globalGraph, 'folder');
    assert.deepEqual(
      rows.map(({ label, description, choice }) => ({ label, description, kind: choice.kind })),
      [
        { label: '..', description: 'up', kind: 'up' },
        { label: 'Reports', description: undefined, kind: 'folder' },
        { label: 'Budget.xlsx', description: undefined, kind: 'workbook' },
        { label: 'Old.xls', description: undefined, kind: 'refusal' },
        { label: 'More…', description: undefined, kind: 'more' },
      ],
    );
    assert.match(rows[3]?.detail ?? '', /old \.xls format/);
  });

  it('say where things are that a search found', () => {
    const site = { site: 'contoso.sharepoint.com/sites/team', folder: 'General' };
    const items = [workbook, folder, aFoundItem({ place: site }), aFoundItem({ itemId: 'x' })];
    const rows = searchRows([], { items, permissions: 'allFiles' }, globalGraph);
    assert.deepEqual(
      rows.map(({ label, description }) => ({ label, description })),
      [
        { label: 'Reports', description: 'My Drive' },
        { label: 'Budget.xlsx', description: 'My Drive › Reports › 2026' },
        { label: 'Found.xlsx', description: 'contoso.sharepoint.com/sites/team › General' },
        { label: 'Found.xlsx', description: undefined },
      ],
    );
  });

  it('show a workbook once that is known already', () => {
    const found = { items: [workbook], permissions: 'allFiles' } as const;
    const rows = searchRows(knownRows([known]), found, globalGraph);
    assert.deepEqual(rows, knownRows([known]));
  });

  it('offer to search everywhere while that was not done', () => {
    const rows = searchRows([], { items: [workbook], permissions: 'files' }, globalGraph);
    assert.deepEqual(
      rows.map(({ choice }) => choice.kind),
      ['workbook', 'everywhere'],
    );
    assert.match(rows[1]?.detail ?? '', /Files\.ReadWrite\.All/);
  });

  it('say last that there are more than the service tells', () => {
    const cut = { items: [workbook], permissions: 'allFiles', isCut: true, nextPage: '2' } as const;
    const rows = searchRows([], cut, globalGraph);
    assert.deepEqual(
      rows.map(({ choice }) => choice.kind),
      ['workbook', 'more', 'typeMore'],
    );
    assert.equal(rows[2]?.label, 'There are more: type more of the name');
  });

  it('say when nothing was found, or a part of the search failed', () => {
    const nothing = searchRows([], { items: [], permissions: 'allFiles' }, globalGraph);
    assert.deepEqual(
      nothing.map(({ label }) => label),
      ['No workbook found'],
    );
    const failure = new WorkbookSessionError('throttled');
    const part = { items: [workbook], permissions: 'allFiles', failure } as const;
    const [, failed] = searchRows([], part, globalGraph);
    assert.equal(failed?.choice.kind, 'again');
    assert.equal(failed.label, 'Not everything was searched');
    assert.match(failed.detail ?? '', /too many requests.*Wait a little/);
    const empty = pageRows([upRow()], { items: [] }, globalGraph, 'folder');
    assert.equal(empty[1]?.label, 'No workbook in this folder');
  });

  it('go on after a page without a word about emptiness', () => {
    const before = [upRow(), ownDriveRow()];
    assert.deepEqual(pageRows(before, { items: [] }, globalGraph, 'folder'), before);
  });

  it('know a pasted text before anybody is asked about it', () => {
    const named = textRow({ kind: 'workbook', workbook: known });
    assert.equal(named.label, 'Budget.xlsx');
    const unnamed = textRow({ kind: 'workbook', workbook: { ...known, name: '' } });
    assert.deepEqual(
      { label: unnamed.label, description: unnamed.description },
      { label: 'Use This Address', description: 'item-of-Budget.xlsx' },
    );
    const link = textRow({ kind: 'link', url: 'https://contoso.sharepoint.com/:x:/s/t/E1' });
    assert.equal(link.choice.kind, 'link');
    const refused = textRow({ kind: 'refused', code: 'personalOneDrive' });
    assert.deepEqual(refused, refusalRow('personalOneDrive'));
    assert.match(refused.label, /personal OneDrive/);
  });

  const descriptions = (...workbooks: readonly GivenWorkbook[]) =>
    knownRows(workbooks).map(({ description }) => description);

  it('say where a known workbook lies, and nothing where nobody knows', () => {
    const address: WorkbookAddress = {
      drive: { kind: 'me' },
      item: { kind: 'path', path: 'Reports/Budget.xlsx' },
    };
    assert.deepEqual(
      descriptions(
        { ...known, name: 'Plan.xlsx' },
        { ...known, place: { folder: 'Reports/2026' } },
        { ...known, place: { folder: 'General', site: 'contoso.sharepoint.com/sites/team' } },
        { ...known, address },
        { ...known, place: { folder: 'Shared', isOtherDrive: true } },
      ),
      [
        undefined,
        'My Drive › Reports › 2026',
        'contoso.sharepoint.com/sites/team › General',
        'My Drive › Reports',
        'Shared',
      ],
    );
  });

  it('say of which cloud a known workbook is, unless it is the global one', () => {
    const inGov = { ...known, target: { cloud: 'usGov' } } as const;
    assert.deepEqual(descriptions(inGov), ['US Government (L4)']);
    const placed = { ...inGov, place: { folder: 'Reports' } };
    assert.deepEqual(descriptions(placed), ['My Drive › Reports, US Government (L4)']);
  });

  it('tell workbooks apart by their ids when they would look the same, and only then', () => {
    const place = { folder: 'Reports' };
    const other = { ...known, address: addressOfIds({ driveId: 'b!drive', itemId: 'other' }) };
    assert.deepEqual(descriptions({ ...known, place }, other, { ...other, place }), [
      'My Drive › Reports, item-of-Budget.xlsx',
      undefined,
      'My Drive › Reports, other',
    ]);
    const twins = [aFoundItem({ itemId: 'one' }), aFoundItem({ itemId: 'two' })];
    const found = searchRows([], { items: twins, permissions: 'allFiles' }, globalGraph);
    assert.deepEqual(
      found.map(({ description }) => description),
      ['one', 'two'],
    );
  });

  it('hand on where a workbook was found', () => {
    const [row] = pageRows([], { items: [workbook] }, globalGraph, 'folder');
    assert.ok(row?.choice.kind === 'workbook');
    assert.deepEqual(row.choice.workbook.place, { folder: 'Reports/2026' });
  });

  it('are plain, whatever a file is called', () => {
    const evil = aFoundItem({ name: '$(trash) a\u202exslx.xlsx', place: { folder: '$(x)' } });
    const [row] = searchRows([], { items: [evil], permissions: 'allFiles' }, globalGraph);
    assert.equal(row?.label, '$ (trash) axslx.xlsx');
    assert.equal(row.description, 'My Drive › $ (x)');
  });

  it('find known workbooks by a part of their name', () => {
    const named = { ...known, name: 'Orçamento 2026.xlsx' };
    for (const text of ['orç', ' 2026 ', 'ORÇAMENTO'.normalize('NFD')]) {
      assert.equal(isNamedLike(named, text), true, text);
    }
    assert.equal(isNamedLike(named, 'budget'), false);
  });

  it('tell the way to a folder', () => {
    assert.equal(pathText(['ownRoot', folder]), 'My Drive › Reports');
    assert.equal(pathText([]), '');
  });
});

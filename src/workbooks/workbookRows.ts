import * as l10n from '@vscode/l10n';
import { defined } from '../base/defined';
import { isOfInterest, placeOfAddress, type FoundItem, type FoundPage } from '../model/foundItem';
import { addressOfIds, type WorkbookAddress } from '../model/workbook';
import type { AskedAs, SearchResult } from './workbookSearch';
import { workbookKey, type Account, type GraphTarget } from '../model/workbookSession';
import type { GivenWorkbook, WorkbookText } from '../model/workbookText';
import { partFailureRow, permissionText, refusalRow } from './failureRows';
import { plainText } from '../messages/plainText';
import { cloudText, graphText, placeText, workbookName } from '../sessions/view/sessionTexts';
import type { RowChoice, WorkbookRow } from './workbookRow';

/** Where a list comes from. In a folder, the rows don't show the place of each item. */
export type ListKind = 'search' | 'folder';

/** The rows of a list: folders, workbooks, then workbooks of the old format. Other files are left out. */
export function foundRows(
  page: FoundPage & AskedAs,
  target: GraphTarget,
  list: ListKind,
): readonly WorkbookRow[] {
  const rows = [...itemRows(page, target), ...moreRows(page)];
  return list === 'search' ? rows : rows.map(({ description: _, ...row }) => row);
}

function itemRows(page: FoundPage & AskedAs, target: GraphTarget): readonly WorkbookRow[] {
  const items = page.items.filter(isOfInterest);
  const ofKind = (kind: FoundItem['kind']) => items.filter((item) => item.kind === kind);
  return [
    ...ofKind('folder').map(folderRow),
    ...ofKind('workbook').map((item) => foundRow(item, target, page.account)),
    ...ofKind('other').map(oldFormatRow),
  ];
}

/** The rows of a search, below the known workbooks. Each workbook is shown once. */
export function searchRows(
  known: readonly WorkbookRow[],
  result: SearchResult,
  target: GraphTarget,
): readonly WorkbookRow[] {
  const shown = new Set(known.map(keyOf));
  const found = foundRows(result, target, 'search').filter((row) => !shown.has(keyOf(row)));
  return [
    ...(known.length + found.length === 0 ? [emptyRow('search')] : toldApart([...known, ...found])),
    ...(result.failure ? [partFailureRow(result.failure)] : []),
    ...(result.permissions === 'files' ? [everywhereRow()] : []),
    ...(result.isCut ? [typeMoreRow()] : []),
  ];
}

/** Adds the rows of a page. A row says if there is nothing to choose. */
export function pageRows(
  before: readonly WorkbookRow[],
  page: FoundPage & AskedAs,
  target: GraphTarget,
  list: ListKind,
): readonly WorkbookRow[] {
  const shown = new Set(before.map(keyOf));
  const found = foundRows(page, target, list).filter((row) => !shown.has(keyOf(row)));
  const rows = [...before, ...found];
  const isEmpty = rows.every(({ choice }) => choice.kind === 'up');
  return isEmpty ? [...rows, emptyRow(list)] : rows;
}

/** The rows of items, without rows for more pages or failures. */
export function listedRows(rows: readonly WorkbookRow[]): readonly WorkbookRow[] {
  return rows.filter(({ choice }) => listed.includes(choice.kind));
}

/** The rows that stay below a list when a page is added. */
export function lastRows(rows: readonly WorkbookRow[]): readonly WorkbookRow[] {
  return rows.filter(({ choice }) => last.includes(choice.kind));
}

const last: readonly RowChoice['kind'][] = ['everywhere', 'typeMore'];
const listed: readonly RowChoice['kind'][] = ['up', 'workbook', 'folder', 'refusal'];

/** The same key for rows of the same item. Any other row has a key of its own. */
function keyOf({ choice }: WorkbookRow): unknown {
  switch (choice.kind) {
    case 'workbook':
      return workbookKey(choice.workbook);
    case 'folder':
      return JSON.stringify([choice.folder.driveId, choice.folder.itemId]);
    default:
      return choice;
  }
}

/** The rows of workbooks that are known without a request. */
export function knownRows(workbooks: readonly GivenWorkbook[]): readonly WorkbookRow[] {
  return toldApart(workbooks.map(knownRow));
}

function knownRow(workbook: GivenWorkbook): WorkbookRow {
  const place = workbook.place ?? placeOfAddress(workbook.address);
  return workbookRow(workbook, [place && placeText(place), cloudText(workbook.target.cloud)]);
}

function workbookRow(
  workbook: GivenWorkbook,
  description: readonly (string | undefined)[],
): WorkbookRow {
  return {
    ...{ choice: { kind: 'workbook', workbook }, icon: 'table' },
    label: workbookName({ workbookName: workbook.name }),
    ...described(description),
  };
}

function described(parts: readonly (string | undefined)[]): Pick<WorkbookRow, 'description'> {
  const description = parts.filter(Boolean).join(', ');
  return description === '' ? {} : { description };
}

/** Adds the ID only to workbooks that would look the same, because IDs mean nothing to most users. */
function toldApart(rows: readonly WorkbookRow[]): readonly WorkbookRow[] {
  const looks = rows.map(({ label, description }) => JSON.stringify([label, description]));
  return rows.map((row, index) => {
    const { choice, description } = row;
    const look = looks[index];
    return choice.kind === 'workbook' && looks.filter((other) => other === look).length > 1
      ? { ...row, ...described([description, plainText(itemText(choice.workbook.address))]) }
      : row;
  });
}

/** True if the name of a workbook contains the text. */
export function isNamedLike({ name }: GivenWorkbook, text: string): boolean {
  return folded(name).includes(folded(text.trim()));
}

/** The row of a pasted address or link, before any request. */
export function textRow(text: Exclude<WorkbookText, { kind: 'words' }>): WorkbookRow {
  switch (text.kind) {
    case 'workbook': {
      const { address, name, target } = text.workbook;
      const description = [plainText(itemText(address)), cloudText(target.cloud)];
      const row = workbookRow(text.workbook, description);
      const label = name === '' ? l10n.t('Use This Address') : row.label;
      return { ...row, label, detail: graphText(target.cloud) };
    }
    case 'link':
      return {
        choice: { kind: 'link', url: text.url },
        icon: 'link',
        label: l10n.t('Open This Link'),
        description: plainText(text.url),
      };
    case 'refused':
      return refusalRow(text.code);
  }
}

export function ownDriveRow(): WorkbookRow {
  return { choice: { kind: 'ownDrive' }, icon: 'folder', label: l10n.t('Browse My Drive…') };
}

export function upRow(): WorkbookRow {
  return { choice: { kind: 'up' }, icon: 'arrow-up', label: '..', description: l10n.t('up') };
}

/** Shown until a folder is loaded. Otherwise Enter would choose the way up. */
export function loadingRow(): WorkbookRow {
  return { choice: { kind: 'none' }, icon: 'loading~spin', label: l10n.t('Loading…') };
}

/** Offered if only the own drive was searched. */
function everywhereRow(): WorkbookRow {
  return {
    choice: { kind: 'everywhere' },
    icon: 'search',
    label: l10n.t('Search SharePoint and Shared Files Too…'),
    detail: permissionText(),
  };
}

function typeMoreRow(): WorkbookRow {
  const label = l10n.t('There are more: type more of the name');
  return { choice: { kind: 'typeMore' }, icon: 'info', label };
}

function emptyRow(list: ListKind): WorkbookRow {
  const label =
    list === 'search' ? l10n.t('No workbook found') : l10n.t('No workbook in this folder');
  return { choice: { kind: 'none' }, icon: 'info', label };
}

/** A folder that is browsed: the root of the own drive, or a folder that was found. */
export type BrowsedFolder = 'ownRoot' | FoundItem;

/** The path to the browsed folder, for the title. */
export function pathText(folders: readonly BrowsedFolder[]): string {
  return folders
    .map((folder) => (folder === 'ownRoot' ? l10n.t('My Drive') : plainText(folder.name)))
    .join(' › ');
}

function folderRow(folder: FoundItem): WorkbookRow {
  return { ...placedRow(folder), choice: { kind: 'folder', folder }, icon: 'folder' };
}

function foundRow(item: FoundItem, target: GraphTarget, account: Account | undefined): WorkbookRow {
  const { driveId, itemId, name, place } = item;
  const isPlaced = place.folder !== undefined || place.site !== undefined;
  const workbook = {
    ...{ target, address: addressOfIds({ driveId, itemId }), name },
    ...(isPlaced && { place }),
    ...defined({ account }),
  };
  return { ...placedRow(item), choice: { kind: 'workbook', workbook }, icon: 'table' };
}

function oldFormatRow(item: FoundItem): WorkbookRow {
  return {
    ...placedRow(item),
    choice: { kind: 'refusal' },
    icon: 'circle-slash',
    detail: l10n.t('Has the old .xls format, which has no sessions: save it as .xlsx in Excel.'),
  };
}

function moreRows({ nextPage }: FoundPage): readonly WorkbookRow[] {
  return nextPage === undefined
    ? []
    : [{ choice: { kind: 'more', page: nextPage }, icon: 'ellipsis', label: l10n.t('More…') }];
}

function placedRow({ name, place }: FoundItem): Pick<WorkbookRow, 'label' | 'description'> {
  const description = placeText(place);
  return { label: plainText(name), ...(description !== '' && { description }) };
}

/** The ID or the path of a workbook, which differs even if names are the same. */
export function itemText({ item }: WorkbookAddress): string {
  return item.kind === 'id' ? item.id : item.path;
}

function folded(text: string): string {
  return text.normalize().toLowerCase();
}

import { checkedAddress, type DriveAddress, type WorkbookAddress } from '../model/workbook';

export type WorkbookAction = 'createSession' | 'closeSession' | 'refreshSession';

/**
 * The path of a drive item, each id encoded as one segment.
 * @throws WorkbookSessionError `invalidAddress` for an unsafe address
 */
export function itemPath(address: WorkbookAddress): string {
  const { drive, item } = checkedAddress(address);
  return item.kind === 'id'
    ? `${drivePath(drive)}/items/${encodeURIComponent(item.id)}`
    : `${drivePath(drive)}/root:/${item.path.split('/').map(encodeURIComponent).join('/')}`;
}

/** The path of a workbook's file, to which a call can be appended. */
export function filePath(address: WorkbookAddress): string {
  // A colon ends a path. Colons in names are encoded.
  return `${itemPath(address)}${address.item.kind === 'path' ? ':' : ''}`;
}

/** The path of a workbook. The calls in a session come after it. */
export function workbookPath(address: WorkbookAddress): string {
  return `${filePath(address)}/workbook`;
}

/** The path of an action on a workbook's sessions. */
export function actionPath(address: WorkbookAddress, action: WorkbookAction): string {
  return `${workbookPath(address)}/${action}`;
}

/** The path of a drive item without its ids, for the log. */
export function itemRoute({ drive, item }: WorkbookAddress): string {
  const owner = { drive: 'drives', user: 'users', site: 'sites', group: 'groups' };
  const start =
    drive.kind === 'me'
      ? '/me/drive'
      : `/${owner[drive.kind]}/{id}${drive.kind === 'drive' ? '' : '/drive'}`;
  return `${start}${item.kind === 'id' ? '/items/{id}' : '/root:/{path}'}`;
}

/** The path of an action without its ids, for the log. */
export function actionRoute(address: WorkbookAddress, action: WorkbookAction): string {
  const end = address.item.kind === 'path' ? ':' : '';
  return `${itemRoute(address)}${end}/workbook/${action}`;
}

function drivePath(drive: DriveAddress): string {
  switch (drive.kind) {
    case 'me':
      return '/me/drive';
    case 'drive':
      return `/drives/${encodeURIComponent(drive.id)}`;
    case 'user':
      return `/users/${encodeURIComponent(drive.id)}/drive`;
    case 'site':
      return `/sites/${encodeURIComponent(drive.id)}/drive`;
    case 'group':
      return `/groups/${encodeURIComponent(drive.id)}/drive`;
  }
}

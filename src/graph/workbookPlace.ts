import { WorkbookSessionError } from '../model/errors';
import { addressOfIds } from '../model/workbook';
import type { WorkbookSession } from '../model/workbookSession';
import { baseUrlOf, type GraphSettings } from './cloudHosts';
import { filePath, workbookPath } from './workbookUrl';

/** Where a workbook is called, for programs of the user's own. */
export interface WorkbookPlace {
  /** For example `https://graph.microsoft.com/v1.0`. */
  readonly graphRoot: string;
  /** After the root, encoded. */
  readonly workbookPath: string;
  /** The address of the workbook's file, root and all. */
  readonly fileUrl: string;
}

/**
 * Where a session's workbook is called: by its ids where they are known.
 * @throws WorkbookSessionError `endpointNotLoopback`, `invalidAddress`
 */
export function placeOfSession(
  { target, address, ids }: Pick<WorkbookSession, 'target' | 'address' | 'ids'>,
  settings: GraphSettings,
): WorkbookPlace {
  const graphRoot = baseUrlOf(target, settings);
  if (graphRoot === undefined) {
    throw new WorkbookSessionError('endpointNotLoopback');
  }
  const known = ids ? addressOfIds(ids) : address;
  return {
    graphRoot,
    workbookPath: workbookPath(known),
    fileUrl: `${graphRoot}${filePath(known)}`,
  };
}

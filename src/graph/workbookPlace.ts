import { WorkbookSessionError } from '../model/errors';
import { addressOfIds } from '../model/workbook';
import type { WorkbookSession } from '../model/workbookSession';
import { baseUrlOf, type GraphSettings } from './cloudHosts';
import { filePath, workbookPath } from './workbookUrl';

/** The addresses of a workbook for the user's own programs. */
export interface WorkbookPlace {
  /** For example `https://graph.microsoft.com/v1.0`. */
  readonly graphRoot: string;
  /** The encoded path after the root. */
  readonly workbookPath: string;
  /** The full address of the workbook's file. */
  readonly fileUrl: string;
}

/**
 * The addresses of a session's workbook, by its ids if they are known.
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

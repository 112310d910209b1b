import type { PastedSession } from './pastedSession';
import type { GraphTarget } from '../model/workbookSession';
import { parseSessionPaste } from './sessionPasteParser';
import { nameOfAddress } from '../graph/workbookAddressParser';

/**
 * Reads a line that holds a workbook's address, a session id, or both. An address with a host belongs
 * to that host; one without belongs to where new sessions are opened.
 * @throws WorkbookSessionError `invalidAddress`, `foreignAddress`, `cloudWithoutWorkbooks`, `invalidSessionId`
 */
export function readPastedSession(text: string, current: GraphTarget): PastedSession {
  const ownOrigin = current.cloud === 'sandbox' ? current.sandbox.endpoint : undefined;
  const { address, cloud, sessionId } = parseSessionPaste(text, ownOrigin);
  const target: GraphTarget = cloud ? { cloud } : current;
  return {
    ...(address && { workbook: { target, address, name: nameOfAddress(address) ?? '' } }),
    ...(sessionId !== undefined && { sessionId }),
  };
}

import type { FoundCall } from './callTarget';
import { type DriveEntry, isBehindLink } from './driveEntries';
import type { GraphErrorCode } from './sandboxErrors';
import { sharingLinkOf, urlOfSharingToken } from './webAddresses';

/** Who may open what only a link leads to (reference page `shares-get`, header `Prefer`). */
export class RedeemedLinks {
  private readonly redeemed = new Set<string>();

  /** Redeems the link where the call asks for that; access that is only for this call does not stay. */
  refuse(call: FoundCall): GraphErrorCode | undefined {
    const { entry } = call;
    if (!entry || !isBehindLink(entry)) {
      return undefined;
    }
    const wishes = isLinkTo(entry, call) ? preferencesOf(call) : [];
    if (wishes.includes('redeemsharinglink')) {
      this.redeemed.add(entry.itemId);
    }
    const isOpen =
      this.redeemed.has(entry.itemId) || wishes.includes('redeemsharinglinkifnecessary');
    return isOpen ? undefined : 'accessDenied';
  }
}

function preferencesOf({ request }: FoundCall): readonly string[] {
  return (request.headers['prefer'] ?? [])
    .flatMap((value) => value.split(','))
    .map((preference) => preference.trim().toLowerCase());
}

/** An address of the browser leads there too, but opens nothing. */
function isLinkTo(entry: DriveEntry, { request, target }: FoundCall): boolean {
  const isShare = request.action === 'getSharedItem';
  const url = isShare ? urlOfSharingToken(target?.argument ?? '') : undefined;
  return url !== undefined && new URL(url).pathname === new URL(sharingLinkOf(entry)).pathname;
}

import * as l10n from '@vscode/l10n';
import type { ErrorFacts } from '../core/errors';
import type { Cloud, SessionMode, SessionStatus, WorkbookSession } from '../core/workbookSession';
import { failureReason } from './errorMessages';
import { plainText } from './plainText';

const msPerMinute = 60_000;

/** The workbook's name as it is shown. */
export function workbookName({ workbookName }: Pick<WorkbookSession, 'workbookName'>): string {
  return plainText(workbookName) || l10n.t('Unnamed workbook');
}

/** A session's short name: from its key, since session ids are secret and all begin alike. */
export function shortName({ key }: Pick<WorkbookSession, 'key'>): string {
  return key.slice(0, 8);
}

export function modeText(mode: SessionMode): string {
  switch (mode) {
    case 'persistent':
      return l10n.t('persistent');
    case 'nonPersistent':
      return l10n.t('non-persistent');
    case 'unknownMode':
      return l10n.t('unknown mode');
  }
}

/** The status at `now`, which may be later than the snapshot. */
export function statusAt({ status, expiresAt }: WorkbookSession, now: number): SessionStatus {
  return status === 'open' && expiresAt !== undefined && expiresAt <= now ? 'maybeExpired' : status;
}

/** The minutes that are left, rounded up; undefined when the time is not known or over. */
export function minutesLeft({ expiresAt }: WorkbookSession, now: number): number | undefined {
  return expiresAt !== undefined && now < expiresAt
    ? Math.ceil((expiresAt - now) / msPerMinute)
    : undefined;
}

/** How the session fares, in a few words. */
export function stateText(session: WorkbookSession, now: number): string {
  switch (statusAt(session, now)) {
    case 'opening':
      return l10n.t('opening…');
    case 'closing':
      return l10n.t('closing…');
    case 'closeFailed':
      return session.failure
        ? failureReason(session.failure.code, failureFacts(session))
        : l10n.t('not closed');
    case 'open':
      return timeLeftText(session, now);
    case 'maybeExpired':
      return session.expiresAt === undefined
        ? l10n.t('time left unknown')
        : l10n.t('may have expired');
  }
}

/** What the reason of a failed close may need to be told. */
export function failureFacts({ account }: WorkbookSession): ErrorFacts {
  return account ? { accountLabel: account.label } : {};
}

/** How many sessions there are. */
export function countText(count: number): string {
  return count === 1 ? l10n.t('1 session') : l10n.t('{0} sessions', count);
}

function timeLeftText(session: WorkbookSession, now: number): string {
  const minutes = minutesLeft(session, now);
  return minutes === undefined
    ? l10n.t('time left unknown')
    : l10n.t('about {0} min left', minutes);
}

/** State, mode and what else a row has to say; what matters most comes first, since rows are cut off. */
export function sessionDetails(session: WorkbookSession, now: number): readonly string[] {
  const notSaved = session.isSaved ? [] : [l10n.t('not saved')];
  return [stateText(session, now), modeText(session.mode), ...notSaved];
}

/** Whose session it is, as a person reads it; undefined when that is not known. */
export function ownerText({ target, account }: WorkbookSession): string | undefined {
  if (target.cloud === 'sandbox') {
    return l10n.t('sandbox');
  }
  const cloud = cloudText(target.cloud);
  const name = account && plainText(account.label);
  return name && cloud ? `${name}, ${cloud}` : (name ?? cloud);
}

/** Which cloud it is, where that is not the one that nearly everybody uses. */
export function cloudText(cloud: Cloud): string | undefined {
  switch (cloud) {
    case 'usGov':
      return l10n.t('US Government (L4)');
    case 'usGovDoD':
      return l10n.t('US Government (DoD)');
    default:
      return undefined;
  }
}

/** The Graph by name, where a workbook is looked for. */
export function graphText(cloud: Cloud): string {
  if (cloud === 'sandbox') {
    return l10n.t('Sandbox');
  }
  const special = cloudText(cloud);
  return special === undefined ? 'Microsoft Graph' : `Microsoft Graph, ${special}`;
}

import type { RecentSession } from '../recentSessions';
import type { WorkbookSession } from '../../model/workbookSession';
import { recentTexts } from './recentTree';
import { sessionIcon } from './rowContents';
import { ownerText, sessionDetails, shortName, workbookName } from './sessionTexts';
import type { SessionIcon } from './treeNode';

/** A session in a picker. */
export interface SessionQuickPickItem {
  readonly key: string;
  readonly label: string;
  readonly description: string;
  readonly detail: string;
  readonly icon: SessionIcon;
}

export function sessionQuickPickItem(session: WorkbookSession, now: number): SessionQuickPickItem {
  const owner = ownerText(session);
  return {
    key: session.key,
    label: workbookName(session),
    description: shortName(session),
    detail: [...sessionDetails(session, now), ...(owner ? [owner] : [])].join(', '),
    icon: sessionIcon(session, now).icon,
  };
}

/** An ended session in a picker. */
export function recentQuickPickItem(
  recent: RecentSession,
  locale: string | undefined,
): { readonly key: string; readonly label: string; readonly description: string } {
  const { session } = recent;
  return {
    key: session.key,
    label: workbookName(session),
    description: recentTexts(recent, locale).join(', '),
  };
}

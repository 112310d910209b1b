import * as l10n from '@vscode/l10n';
import type { SessionEnd } from '../../model/closeOutcome';
import type { RecentSession } from '../recentSessions';
import { countText, modeText, workbookName } from './sessionTexts';
import type { RecentGroupNode, RecentNode } from './treeNode';

/** The group with the newest session first; no row if no session has ended. */
export function recentTree(
  recents: readonly RecentSession[],
  locale: string | undefined,
): readonly RecentGroupNode[] {
  if (recents.length === 0) {
    return [];
  }
  const label = l10n.t('Recently Closed');
  return [
    {
      kind: 'recentGroup',
      id: 'recent',
      folding: 'collapsed',
      content: {
        label,
        description: `${recents.length}`,
        contextValue: 'recentlyClosed',
        icon: 'history',
        accessibilityLabel: `${label}, ${countText(recents.length)}`,
      },
      recents: recents.map((recent) => recentNode(recent, locale)),
    },
  ];
}

function recentNode(recent: RecentSession, locale: string | undefined): RecentNode {
  const { session, end } = recent;
  const label = workbookName(session);
  const texts = recentTexts(recent, locale);
  return {
    kind: 'recent',
    id: `recent ${session.key}`,
    key: session.key,
    folding: 'leaf',
    content: {
      label,
      description: texts.join(' · '),
      contextValue: `ended.${end.outcome}`,
      icon: end.outcome === 'closed' ? 'circle-slash' : 'circle-large-outline',
      accessibilityLabel: [label, ...texts].join(', '),
    },
  };
}

/** When and how the session ended, and its mode. */
export function recentTexts(
  { end, endedAt, session }: RecentSession,
  locale: string | undefined,
): readonly string[] {
  return [
    new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(endedAt),
    endText(end),
    modeText(session.mode),
  ];
}

/** How a session ended. */
export function endText({ outcome }: SessionEnd): string {
  return outcome === 'closed' ? l10n.t('closed') : l10n.t('already ended');
}

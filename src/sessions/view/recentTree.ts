import * as l10n from '@vscode/l10n';
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
  const description = recentText(recent, locale);
  return {
    kind: 'recent',
    id: `recent ${session.key}`,
    key: session.key,
    folding: 'leaf',
    content: {
      label,
      description,
      contextValue: `ended.${end.outcome}`,
      icon: end.outcome === 'closed' ? 'circle-slash' : 'circle-large-outline',
      accessibilityLabel: `${label}, ${description}`,
    },
  };
}

/** How and when the session ended, and its mode. */
export function recentText(recent: RecentSession, locale: string | undefined): string {
  return `${endText(recent, locale)} · ${modeText(recent.session.mode)}`;
}

function endText({ end, endedAt }: RecentSession, locale: string | undefined): string {
  const time = new Intl.DateTimeFormat(locale, { timeStyle: 'short' }).format(endedAt);
  return `${time} · ${end.outcome === 'closed' ? l10n.t('closed') : l10n.t('already ended')}`;
}

import * as l10n from '@vscode/l10n';
import type { UnreadableNode } from './treeNode';

/** The row, whose command shows the log; no row if every record could be read. */
export function unreadableTree(count: number): readonly UnreadableNode[] {
  if (count === 0) {
    return [];
  }
  const label =
    count === 1 ? l10n.t('1 unreadable record') : l10n.t('{0} unreadable records', count);
  const description = l10n.t('Show Log');
  return [
    {
      kind: 'unreadable',
      id: 'unreadable',
      folding: 'leaf',
      content: {
        ...{ label, description },
        contextValue: 'unreadableRecords',
        icon: 'warning',
        accessibilityLabel: `${label}, ${description}`,
      },
    },
  ];
}

/** The row's tooltip. */
export function unreadableTooltip(): string {
  return l10n.t(
    'The sessions in these records are not listed. Nothing was deleted. The log gives the reason for each record.',
  );
}

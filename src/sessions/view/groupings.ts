import * as l10n from '@vscode/l10n';
import { accountKey, type WorkbookSession } from '../../model/workbookSession';
import { plainText } from '../../messages/plainText';
import type { GroupBy } from './arrangement';
import { accountContent, accountLabel } from './rowContents';
import type { SessionSummary } from './sessionSummary';
import { countText, statusAt, timeLeft } from './sessionTexts';
import { groupFullText, groupText } from './stateCounts';
import type { GroupContext, RowContent, RowIcon } from './treeNode';

/** What a group's row is about. */
interface GroupFacts {
  /** The oldest session of the group, which names it. */
  readonly first: WorkbookSession;
  readonly summary: SessionSummary;
  readonly now: number;
  /** True if the account of the group is known to be signed out. */
  readonly isSignedOut: boolean;
}

/** How sessions are gathered above their workbooks. */
export interface Grouping {
  /** Sessions with the same key are in the same group. */
  readonly keyOf: (session: WorkbookSession, now: number) => string;
  /** True if a session can change its group because time passes. */
  readonly followsTime: boolean;
  /** True if the rows of the groups name the program. */
  readonly namesProgram: boolean;
  /** Whether the groups have rows. */
  readonly hasRows: (groups: number) => boolean;
  /** The name of the group of a session. */
  readonly nameOf: (session: WorkbookSession, now: number) => string;
  readonly content: (facts: GroupFacts) => RowContent<GroupContext>;
  /** Groups with a lower rank come first; those with the same rank are sorted by name. */
  readonly rankOf: (session: WorkbookSession, now: number) => number;
}

export const groupingsBy: Readonly<Record<GroupBy, Grouping>> = {
  account: {
    keyOf: (session) => `account ${accountKey(session)}`,
    followsTime: false,
    namesProgram: false,
    hasRows: (groups) => groups > 1,
    nameOf: accountLabel,
    content: ({ first, summary, now, isSignedOut }) =>
      accountContent(first, summary, now, isSignedOut),
    rankOf: rankOfAccount,
  },
  workbook: {
    keyOf: () => 'all',
    followsTime: false,
    namesProgram: false,
    hasRows: () => false,
    nameOf: () => '',
    content: ({ first, summary, now }) => accountContent(first, summary, now, false),
    rankOf: () => 0,
  },
  status: {
    keyOf: (session, now) => `status ${statusGroup(session, now)}`,
    followsTime: true,
    namesProgram: false,
    hasRows: () => true,
    nameOf: (session, now) => statusNames[statusGroup(session, now)](),
    content: statusContent,
    rankOf: (session, now) => statusGroups.indexOf(statusGroup(session, now)),
  },
  program: {
    keyOf: ({ program }) => `program ${JSON.stringify(program?.name ?? null)}`,
    followsTime: false,
    namesProgram: true,
    hasRows: () => true,
    nameOf: programName,
    content: programContent,
    rankOf: ({ program }) => (program ? 0 : 1),
  },
};

/** Known accounts come first, then the unknown account, then the sandbox. */
function rankOfAccount({ target, account }: WorkbookSession): number {
  if (target.cloud === 'sandbox') {
    return 2;
  }
  return account ? 0 : 1;
}

const statusGroups = ['closeFailed', 'maybeExpired', 'unchecked', 'open'] as const;

type StatusGroup = (typeof statusGroups)[number];

const statusNames: Readonly<Record<StatusGroup, () => string>> = {
  closeFailed: () => l10n.t('Not Closed'),
  maybeExpired: () => l10n.t('May Have Expired'),
  unchecked: () => l10n.t('Unchecked'),
  open: () => l10n.t('Still Open'),
};

const statusIcons: Readonly<Record<StatusGroup, RowIcon>> = {
  closeFailed: 'error',
  maybeExpired: 'history',
  unchecked: 'question',
  open: 'pass',
};

/** A session that is being opened or closed has the place of its time left, so its row doesn't jump. */
function statusGroup(session: WorkbookSession, now: number): StatusGroup {
  const status = statusAt(session, now);
  if (status === 'closeFailed' || status === 'opening') {
    return status === 'opening' ? 'open' : status;
  }
  switch (timeLeft(session, now)) {
    case 'some':
      return 'open';
    case 'none':
      return 'maybeExpired';
    case 'unknown':
      return 'unchecked';
  }
}

function statusContent({ first, summary, now }: GroupFacts): RowContent<GroupContext> {
  const group = statusGroup(first, now);
  const label = statusNames[group]();
  const isOpen = group === 'open';
  return {
    label,
    description: isOpen ? groupText(summary, now) : `${summary.count}`,
    contextValue: 'status',
    icon: statusIcons[group],
    accessibilityLabel: [
      l10n.t('Status {0}', label),
      isOpen ? groupFullText(summary, now) : countText(summary.count),
    ].join(', '),
  };
}

function programName({ program }: WorkbookSession): string {
  return program ? plainText(program.name) : l10n.t('No program');
}

function programContent({ first, summary, now }: GroupFacts): RowContent<GroupContext> {
  const label = programName(first);
  return {
    label,
    description: groupText(summary, now),
    contextValue: 'program',
    icon: first.program ? 'terminal' : 'circle-large-outline',
    accessibilityLabel: [
      first.program ? l10n.t('Program {0}', label) : label,
      groupFullText(summary, now),
    ].join(', '),
  };
}

import * as l10n from '@vscode/l10n';
import type { FoundSession } from './foundSession';
import { workbookKey } from '../model/workbookSession';
import { plainText } from '../messages/plainText';
import { graphText, modeText } from '../sessions/view/sessionTexts';
import { itemText } from '../workbooks/workbookRows';

/** The row in which the user confirms a session from a text. It doesn't show the session ID. */
export interface FoundSessionRow {
  readonly label: string;
  readonly description: string;
  /** True if the row is ticked at first. */
  readonly picked: boolean;
  readonly session: FoundSession;
}

/** The sessions of one workbook. */
export interface FoundSessionGroup {
  readonly label: string;
  readonly rows: readonly FoundSessionRow[];
}

/**
 * Groups sessions by workbook, in the order of the text. Sessions without a workbook come last. A session
 * that the text shows as closed isn't ticked.
 */
export function foundSessionGroups(
  sessions: readonly FoundSession[],
  locale: string | undefined,
): readonly FoundSessionGroup[] {
  const groups = new Map<string, { readonly label: string; readonly rows: FoundSessionRow[] }>();
  for (const [index, session] of sessions.entries()) {
    const key = session.workbook ? workbookKey(session.workbook) : '';
    const group = groups.get(key) ?? { label: groupLabel(session), rows: [] };
    group.rows.push({
      label: foundSessionName(session, index),
      description: facts(session, locale).join(', '),
      picked: !session.isClosedInText,
      session,
    });
    groups.set(key, group);
  }
  const unknown = groups.get('');
  groups.delete('');
  return [...groups.values(), ...(unknown ? [unknown] : [])];
}

/** The workbook and its Graph, because the text may name no host. */
function groupLabel({ workbook }: FoundSession): string {
  return workbook
    ? `${plainText(workbook.name || itemText(workbook.address))}, ${graphText(workbook.target.cloud)}`
    : l10n.t('Workbook not known');
}

/** Names a session by its place in the text and its workbook. */
export function foundSessionName({ workbook }: FoundSession, index: number): string {
  const name = workbook && plainText(workbook.name || itemText(workbook.address));
  return name === undefined
    ? l10n.t('Session {0}: workbook not known', index + 1)
    : l10n.t('Session {0}: {1}', index + 1, name);
}

function facts(session: FoundSession, locale: string | undefined): readonly string[] {
  const { mode, createdAt, isClosedInText } = session;
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' });
  return [
    modeText(mode),
    ...(createdAt === undefined ? [] : [l10n.t('opened {0}', time.format(createdAt))]),
    ...(isClosedInText ? [l10n.t('closed, as the text says')] : []),
  ];
}

/**
 * Says what became of the sessions that the user confirmed.
 * @param onlyWorkbook the workbook's name if there was only one session; empty if the name isn't known
 */
export function addedText(
  {
    added,
    known,
    left,
  }: {
    readonly added: number;
    readonly known: number;
    readonly left: number;
  },
  onlyWorkbook = '',
): string {
  if (added === 1 && onlyWorkbook !== '') {
    return l10n.t('Added a session of “{0}” to the list.', plainText(onlyWorkbook));
  }
  const texts = [
    counted(added, l10n.t('Added 1 session to the list.'), () =>
      l10n.t('Added {0} sessions to the list.', added),
    ),
    counted(known, l10n.t('1 session was listed already.'), () =>
      l10n.t('{0} sessions were listed already.', known),
    ),
    counted(left, l10n.t('1 session was left out.'), () =>
      l10n.t('{0} sessions were left out.', left),
    ),
  ];
  return texts.filter((text) => text !== '').join(' ');
}

function counted(count: number, one: string, many: () => string): string {
  return count > 1 ? many() : count === 1 ? one : '';
}

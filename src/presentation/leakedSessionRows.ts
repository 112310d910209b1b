import * as l10n from '@vscode/l10n';
import type { LeakedSession } from '../core/leakedSession';
import { plainText } from './plainText';
import { cloudText, modeText } from './sessionWords';
import { itemText } from './workbookRows';

/** A session that was found in a text, as the user confirms it; its id stays unseen. */
export interface LeakedSessionRow {
  readonly label: string;
  readonly description: string;
  /** True when it is to be added unless the user says otherwise. */
  readonly picked: boolean;
  readonly session: LeakedSession;
}

/** The rows in the text's own order; those that the text shows closed are not ticked. */
export function leakedSessionRows(
  sessions: readonly LeakedSession[],
  locale: string | undefined,
): readonly LeakedSessionRow[] {
  return sessions.map((session, index) => ({
    label: leakedSessionName(session, index),
    description: facts(session, locale).join(' · '),
    picked: !session.isClosedInText,
    session,
  }));
}

/** What to call the session that came so many before it in the text. */
export function leakedSessionName({ workbook }: LeakedSession, index: number): string {
  const name = workbook && plainText(workbook.name || itemText(workbook.address));
  return name === undefined
    ? l10n.t('Session {0}: workbook not known', index + 1)
    : l10n.t('Session {0}: {1}', index + 1, name);
}

function facts(session: LeakedSession, locale: string | undefined): readonly string[] {
  const { mode, createdAt, isClosedInText, workbook } = session;
  const cloud = workbook && cloudText(workbook.target.cloud);
  const time = new Intl.DateTimeFormat(locale, { dateStyle: 'short', timeStyle: 'short' });
  return [
    modeText(mode),
    ...(cloud === undefined ? [] : [cloud]),
    ...(createdAt === undefined ? [] : [l10n.t('opened {0}', time.format(createdAt))]),
    ...(isClosedInText ? [l10n.t('closed, as the text says')] : []),
  ];
}

/** What became of the sessions that the user confirmed. */
export function adoptedText({
  added,
  known,
  left,
}: {
  readonly added: number;
  readonly known: number;
  readonly left: number;
}): string {
  const texts = [
    added === 1 ? l10n.t('Added 1 session to the list.') : '',
    added > 1 ? l10n.t('Added {0} sessions to the list.', added) : '',
    known === 1 ? l10n.t('1 session was listed already.') : '',
    known > 1 ? l10n.t('{0} sessions were listed already.', known) : '',
    left === 1 ? l10n.t('1 session was left out.') : '',
    left > 1 ? l10n.t('{0} sessions were left out.', left) : '',
  ];
  return texts.filter((text) => text !== '').join(' ');
}

import * as l10n from '@vscode/l10n';
import type { WorkbookSession } from '../../model/workbookSession';
import { plainText } from '../../messages/plainText';
import { isoTime, sessionFacts } from './sessionFacts';
import {
  labelTexts,
  modeText,
  ownerText,
  placeText,
  stateText,
  workbookName,
} from './sessionTexts';

/** A format in which the list can be copied. */
type ListFormat = 'markdown' | 'csv' | 'json';

/** A choice of a format. */
interface ListFormatRow {
  readonly format: ListFormat;
  readonly label: string;
  readonly detail: string;
}

export function listFormatRows(): readonly ListFormatRow[] {
  return [
    { format: 'markdown', label: 'Markdown', detail: l10n.t('A table for an issue or a chat.') },
    { format: 'csv', label: 'CSV', detail: l10n.t('A table for Excel.') },
    { format: 'json', label: 'JSON', detail: l10n.t('For a program.') },
  ];
}

/** The sessions as a table, without their IDs, since whoever has an ID may use the session. */
export function listText(
  format: ListFormat,
  sessions: readonly WorkbookSession[],
  now: number,
): string {
  if (format === 'json') {
    const objects = sessions.map((session) => sessionFacts(session, now));
    return `${JSON.stringify(objects, undefined, 2)}\n`;
  }
  const rows = [headings(), ...sessions.map((session) => cellsOf(session, now))];
  return format === 'csv' ? csvOf(rows) : markdownOf(rows);
}

function headings(): readonly string[] {
  return [
    l10n.t('Workbook'),
    l10n.t('Label'),
    l10n.t('Place'),
    l10n.t('Account'),
    l10n.t('Program'),
    l10n.t('Mode'),
    l10n.t('State'),
    l10n.t('Created or added'),
    l10n.t('Last active'),
  ];
}

function cellsOf(session: WorkbookSession, now: number): readonly string[] {
  const { createdAt, lastActiveAt, mode, place, program } = session;
  return [
    workbookName(session),
    labelTexts(session).join(),
    place ? placeText(place) : '',
    ownerText(session) ?? '',
    program ? plainText(program.name) : '',
    modeText(mode),
    stateText(session, now),
    isoTime(createdAt) ?? '',
    isoTime(lastActiveAt) ?? '',
  ];
}

/** Each cell in quotes (RFC 4180). An apostrophe keeps Excel from running a cell as a formula. */
function csvOf(rows: readonly (readonly string[])[]): string {
  const quoted = (cell: string) => `"${cell.replace(/^(?=[=+\-@])/, "'").replaceAll('"', '""')}"`;
  return rows.map((row) => `${row.map(quoted).join(',')}\r\n`).join('');
}

/** Every character that Markdown or HTML may read as a sign is escaped. */
function markdownOf([first = [], ...others]: readonly (readonly string[])[]): string {
  const escaped = (cell: string) => cell.replace(/[\\`*_{}[\]<>()#+!|~&:]/g, '\\$&');
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |\n`;
  const rows = [
    first.map(escaped),
    first.map(() => '---'),
    ...others.map((row) => row.map(escaped)),
  ];
  return rows.map(line).join('');
}

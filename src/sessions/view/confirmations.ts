import * as l10n from '@vscode/l10n';
import { defined } from '../../base/defined';
import type { Confirmation, ConfirmCloseSetting } from '../../messages/confirmation';
import type { WebUrl } from '../../model/webUrl';
import { sessionModes, type SessionMode, type WorkbookSession } from '../../model/workbookSession';
import { workbookName } from './sessionTexts';

/** How many workbooks the question names at most. */
const mostNamed = 8;

/** A session of unknown mode may be non-persistent, so its edits may be lost too. */
export function needsConfirmation(
  sessions: readonly WorkbookSession[],
  setting: ConfirmCloseSetting,
): boolean {
  switch (setting) {
    case 'always':
      return sessions.length > 0;
    case 'never':
      return false;
    case 'nonPersistent':
      return sessions.some(({ mode }) => mode !== 'persistent');
  }
}

/** Closing several sessions with one command always needs a question. */
export function commandNeedsConfirmation(
  sessions: readonly WorkbookSession[],
  setting: ConfirmCloseSetting,
): boolean {
  return sessions.length > 1 || needsConfirmation(sessions, setting);
}

/**
 * The question before sessions are closed. Enter answers no, because another extension may have run the command.
 * @param unchecked how many sessions are left alone because nobody knows whether they have expired
 */
export function closeConfirmation(
  sessions: readonly WorkbookSession[],
  unchecked = 0,
): Confirmation {
  const names = [...new Set(sessions.map(workbookName))];
  return {
    question: question(sessions.length, names),
    detail: [...closeWarnings(sessions), ...uncheckedLine(unchecked), ...workbookLines(names)].join(
      '\n\n',
    ),
    button:
      sessions.length === 1
        ? l10n.t('Close Session')
        : l10n.t('Close {0} Sessions', sessions.length),
    refusal: l10n.t('Don’t Close'),
  };
}

/** What is lost if these sessions are closed, after how many there are of each mode. */
export function closeWarnings(sessions: readonly WorkbookSession[]): readonly string[] {
  return [...modesLine(sessions), ...warnings(sessions)];
}

/** The question before session IDs are copied to the clipboard. */
export function copyIdConfirmation(sessions: readonly WorkbookSession[]): Confirmation {
  const [only] = sessions;
  return {
    question:
      sessions.length === 1 && only
        ? l10n.t('Copy the session ID of “{0}”?', workbookName(only))
        : l10n.t('Copy the IDs of {0} sessions?', sessions.length),
    detail:
      sessions.length === 1
        ? l10n.t(
            'Every program and extension can read the clipboard. Treat a session ID like a password.',
          )
        : l10n.t(
            'Every program and extension can read the clipboard. Treat session IDs like passwords.',
          ),
    button: l10n.t('Copy'),
    refusal: l10n.t('Don’t Copy'),
  };
}

/** The question before sessions are taken off the list. For several sessions, Enter answers no. */
export function forgetConfirmation(count: number): Confirmation {
  return {
    question: count === 1 ? l10n.t('Forget this session?') : l10n.t('Forget {0} sessions?', count),
    detail:
      count === 1
        ? l10n.t(
            'Nothing is sent to the service. The session stays open there until it expires after some idle minutes. Without its ID, nobody can close it earlier.',
          )
        : l10n.t(
            'Nothing is sent to the service. The sessions stay open there until they expire after some idle minutes. Without their IDs, nobody can close them earlier.',
          ),
    button: l10n.t('Forget'),
    ...defined({ refusal: count > 1 ? l10n.t('Keep') : undefined }),
  };
}

/** The question before a workbook is opened at a host that isn't SharePoint's. */
export function openConfirmation(
  session: Pick<WorkbookSession, 'target' | 'workbookName'>,
  { host }: Pick<WebUrl, 'host'>,
): Confirmation {
  const name = workbookName(session);
  return {
    // The whole host: its end says whose it is.
    question: l10n.t('Open {0} in your browser?', host),
    detail:
      session.target.cloud === 'sandbox'
        ? l10n.t(
            'The sandbox gave this address for “{0}”. Like the workbook, it is made up. Nothing is there.',
            name,
          )
        : l10n.t(
            'Microsoft Graph gave this address for “{0}”. It is not a SharePoint address. Open it only if you know the host.',
            name,
          ),
    button: l10n.t('Open'),
    refusal: l10n.t('Don’t Open'),
  };
}

/** The question before a session is created again whose edits are lost. */
export function createAgainConfirmation(session: WorkbookSession): Confirmation {
  return {
    question: l10n.t('Open a new non-persistent session of “{0}”?', workbookName(session)),
    detail: l10n.t(
      'The edits made in the old session are lost. The new session starts without them.',
    ),
    button: l10n.t('Create Session'),
  };
}

function question(count: number, names: readonly string[]): string {
  const [only] = names;
  if (names.length === 1 && only !== undefined) {
    return count === 1
      ? l10n.t('Close the session of “{0}”?', only)
      : l10n.t('Close {0} sessions of “{1}”?', count, only);
  }
  return l10n.t('Close {0} sessions of {1} workbooks?', count, names.length);
}

/** How many of each mode, where there are several sessions. */
function modesLine(sessions: readonly WorkbookSession[]): readonly string[] {
  if (sessions.length < 2) {
    return [];
  }
  const counts = sessionModes.flatMap((mode) => {
    const count = sessions.filter((session) => session.mode === mode).length;
    return count === 0 ? [] : [modeCountText(mode, count)];
  });
  return [counts.join(', ')];
}

function modeCountText(mode: SessionMode, count: number): string {
  switch (mode) {
    case 'persistent':
      return count === 1 ? l10n.t('1 persistent') : l10n.t('{0} persistent', count);
    case 'nonPersistent':
      return count === 1 ? l10n.t('1 non-persistent') : l10n.t('{0} non-persistent', count);
    case 'unknownMode':
      return l10n.t('{0} of unknown mode', count);
  }
}

function warnings(sessions: readonly WorkbookSession[]): readonly string[] {
  const isOne = sessions.length === 1;
  const nonPersistent = sessions.filter(({ mode }) => mode === 'nonPersistent').length;
  const unknown = sessions.filter(({ mode }) => mode === 'unknownMode').length;
  return [
    ...(nonPersistent > 0 ? [nonPersistentWarning(nonPersistent, isOne)] : []),
    ...(unknown > 0 ? [unknownModeWarning(unknown, isOne)] : []),
  ];
}

function nonPersistentWarning(count: number, isOne: boolean): string {
  if (isOne) {
    return l10n.t('The session is non-persistent: edits made in it are lost when it is closed.');
  }
  return count === 1
    ? l10n.t('1 of them is non-persistent: edits made in it are lost when it is closed.')
    : l10n.t(
        '{0} of them are non-persistent: edits made in them are lost when they are closed.',
        count,
      );
}

function unknownModeWarning(count: number, isOne: boolean): string {
  if (isOne) {
    return l10n.t(
      'The mode of the session is unknown: if it is non-persistent, edits made in it are lost when it is closed.',
    );
  }
  return count === 1
    ? l10n.t(
        'The mode of 1 of them is unknown: if it is non-persistent, edits made in it are lost when it is closed.',
      )
    : l10n.t(
        'The mode of {0} of them is unknown: if they are non-persistent, edits made in them are lost when they are closed.',
        count,
      );
}

function uncheckedLine(count: number): readonly string[] {
  switch (count) {
    case 0:
      return [];
    case 1:
      return [
        l10n.t(
          '1 more session is unchecked and will not be closed. Refresh it to find out whether it is alive.',
        ),
      ];
    default:
      return [
        l10n.t(
          '{0} more sessions are unchecked and will not be closed. Refresh them to find out whether they are alive.',
          count,
        ),
      ];
  }
}

function workbookLines(names: readonly string[]): readonly string[] {
  if (names.length < 2) {
    return [];
  }
  const more = names.length > mostNamed ? ['…'] : [];
  return [[...names.slice(0, mostNamed), ...more].join('\n')];
}

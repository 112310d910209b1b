import * as l10n from '@vscode/l10n';
import type { Confirmation, ConfirmCloseSetting } from '../messages/confirmation';
import type { WebUrl } from '../model/webUrl';
import { sessionModes, type SessionMode, type WorkbookSession } from '../model/workbookSession';
import { workbookName } from './sessionTexts';

/** How many workbooks the question names. */
const mostNamed = 8;

/** A session of unknown mode may lose edits as a non-persistent one does. */
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

/** Several are always asked about, whichever way the user named them. */
export function commandNeedsConfirmation(
  sessions: readonly WorkbookSession[],
  setting: ConfirmCloseSetting,
): boolean {
  return sessions.length > 1 || needsConfirmation(sessions, setting);
}

/**
 * The question before sessions are closed. Enter says no: another extension may have run the command.
 * @param unchecked how many are left alone because nobody knows whether their time is over
 */
export function closeConfirmation(
  sessions: readonly WorkbookSession[],
  unchecked = 0,
): Confirmation {
  const names = [...new Set(sessions.map(workbookName))];
  return {
    question: question(sessions.length, names),
    detail: [
      ...modesLine(sessions),
      ...warnings(sessions),
      ...uncheckedLine(unchecked),
      ...workbookLines(names),
    ].join('\n\n'),
    button:
      sessions.length === 1
        ? l10n.t('Close Session')
        : l10n.t('Close {0} Sessions', sessions.length),
    refusal: l10n.t('Don’t Close'),
  };
}

/** The question before session ids go to the clipboard. */
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
            'It goes to the clipboard, where every program and extension can read it. Treat it like a password.',
          )
        : l10n.t(
            'They go to the clipboard, where every program and extension can read them. Treat them like passwords.',
          ),
    button: l10n.t('Copy'),
    refusal: l10n.t('Don’t Copy'),
  };
}

/** The question before sessions are taken off the list; Enter says no to several. */
export function forgetConfirmation(count: number): Confirmation {
  return {
    question: count === 1 ? l10n.t('Forget this session?') : l10n.t('Forget {0} sessions?', count),
    detail:
      count === 1
        ? l10n.t(
            'Nothing is sent: the service holds the session until it lapses after some idle minutes, and without its ID nobody can close it earlier.',
          )
        : l10n.t(
            'Nothing is sent: the service holds the sessions until they lapse after some idle minutes, and without their IDs nobody can close them earlier.',
          ),
    button: l10n.t('Forget'),
    ...(count > 1 && { refusal: l10n.t('Keep') }),
  };
}

/** The question before a workbook is opened at an address that is not one of SharePoint's. */
export function openConfirmation(
  session: Pick<WorkbookSession, 'target' | 'workbookName'>,
  { host }: Pick<WebUrl, 'host'>,
): Confirmation {
  const name = workbookName(session);
  return {
    // All of the host: its end is what tells whose it is.
    question: l10n.t('Open {0} in your browser?', host),
    detail:
      session.target.cloud === 'sandbox'
        ? l10n.t(
            'The sandbox gave this address for “{0}”. It is made up like the workbook: nothing is there.',
            name,
          )
        : l10n.t(
            'Microsoft Graph gave this address for “{0}”. It is not one of SharePoint’s: open it only if you know the host.',
            name,
          ),
    button: l10n.t('Open'),
    refusal: l10n.t('Don’t Open'),
  };
}

/** The question before a session is opened again whose edits are lost. */
export function createAgainConfirmation(session: WorkbookSession): Confirmation {
  return {
    question: l10n.t('Open a new non-persistent session of “{0}”?', workbookName(session)),
    detail: l10n.t('The edits made in the old one are lost: the new one starts without them.'),
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
  const words = sessionModes.flatMap((mode) => {
    const count = sessions.filter((session) => session.mode === mode).length;
    return count === 0 ? [] : [modeCountText(mode, count)];
  });
  return [words.join(', ')];
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
      return [l10n.t('1 more is unchecked and left out: refresh it to find out.')];
    default:
      return [l10n.t('{0} more are unchecked and left out: refresh them to find out.', count)];
  }
}

function workbookLines(names: readonly string[]): readonly string[] {
  if (names.length < 2) {
    return [];
  }
  const more = names.length > mostNamed ? ['…'] : [];
  return [[...names.slice(0, mostNamed), ...more].join('\n')];
}

import * as l10n from '@vscode/l10n';
import type { ErrorCode } from '../../model/errors';
import { durationText } from '../durationText';
import type { ErrorTextMaker } from './errorText';

/** Microsoft Graph or the connection to it failed. The same request may succeed later. */
export const serviceErrorTexts = {
  throttled: ({ retryAfterMs }) => ({
    what: l10n.t('Microsoft Graph is getting too many requests and asks to slow down.'),
    advice:
      retryAfterMs === undefined
        ? l10n.t('Wait a little and try again.')
        : l10n.t('Wait {0} and try again.', durationText(retryAfterMs)),
    action: 'tryAgain',
  }),
  tooManySessions: () => ({
    what: l10n.t('The service already has too many sessions.'),
    advice: l10n.t('Close sessions that you don’t need, or wait a few minutes until they expire.'),
    action: 'tryAgain',
  }),
  internalServerError: (_, act) => ({
    what: l10n.t('The service failed without saying why.'),
    advice:
      act === 'use'
        ? l10n.t(
            'The session may be gone; try again later and, if the error stays, give Microsoft the request ID from the log.',
          )
        : l10n.t(
            'Try again later and, if the error stays, give Microsoft the request ID from the log.',
          ),
    action: 'tryAgain',
  }),
  fileOpenFailed: () => ({
    what: l10n.t('Excel’s service couldn’t open the file.'),
    advice: l10n.t(
      'This is often temporary: try again later, and check that the file opens in Excel on the web.',
    ),
    action: 'tryAgain',
  }),
  badGateway: () => unavailable(),
  serviceUnavailable: ({ retryAfterMs }) => unavailable(retryAfterMs),
  transientFailure: ({ retryAfterMs }) => unavailable(retryAfterMs),
  gatewayTimeout: (_, act) => ({
    what: l10n.t('The service didn’t finish in time.'),
    advice:
      act === 'find'
        ? l10n.t('Try again in a few minutes.')
        : l10n.t('The workbook may be big: try again in a few minutes.'),
    action: 'tryAgain',
  }),
  redirected: () => ({
    what: l10n.t(
      'The answer redirected to another address, and an access token must not go there.',
    ),
    advice: l10n.t(
      'Check the network, because a proxy or a sign-in page may have answered instead of Microsoft Graph.',
    ),
    action: 'showLog',
  }),
  unexpectedAnswer: (_, act) => ({
    what: l10n.t('The answer wasn’t a valid answer of Microsoft Graph.'),
    advice:
      act === 'use'
        ? l10n.t(
            'Check the network, because a proxy may have answered instead; closing a session again is safe.',
          )
        : l10n.t('Check the network, because a proxy may have answered instead.'),
    action: 'showLog',
  }),
  unsafeWebUrl: () => ({
    what: l10n.t('The address that the service gave for the workbook isn’t safe to open.'),
    advice: l10n.t('Open the workbook from OneDrive or SharePoint in your browser instead.'),
  }),
  network: () => ({
    what: l10n.t('Microsoft Graph couldn’t be reached.'),
    advice: l10n.t('Check your network, proxy, or VPN, and try again.'),
    action: 'tryAgain',
  }),
  timedOut: () => ({
    what: l10n.t('Microsoft Graph didn’t answer in time.'),
    advice: l10n.t('Check the network and try again.'),
    action: 'tryAgain',
  }),
  outcomeUnknown: () => ({
    what: l10n.t('The answer was lost, so it’s unknown whether the request was carried out.'),
    advice: l10n.t(
      'The session stays listed until the service says that it’s closed or gone, and you can safely close or refresh it again.',
    ),
    action: 'tryAgain',
  }),
  sessionMayExist: () => ({
    what: l10n.t('The answer was lost, so there may be an open session whose ID is unknown.'),
    advice: expiresByItself(),
    action: 'tryAgain',
    statesOutcome: true,
  }),
  openingAbandoned: () => ({
    what: l10n.t('You stopped waiting while the service was opening the session.'),
    advice: expiresByItself(),
    statesOutcome: true,
  }),
  openingTimedOut: () => ({
    what: l10n.t('The service didn’t open the session within 10 minutes.'),
    advice: expiresByItself(),
    action: 'tryAgain',
    statesOutcome: true,
  }),
} satisfies Partial<Record<ErrorCode, ErrorTextMaker>>;

/** How long a session may exist that nobody can close. */
function expiresByItself(): string {
  return l10n.t(
    'If there is one, it expires by itself after about 5 idle minutes if it’s persistent, or about 7 if it isn’t.',
  );
}

function unavailable(retryAfterMs?: number) {
  return {
    what: l10n.t('The service is unavailable at the moment.'),
    advice:
      retryAfterMs === undefined
        ? l10n.t('Wait a little and try again.')
        : l10n.t('Wait {0} and try again.', durationText(retryAfterMs)),
    action: 'tryAgain',
  } as const;
}

import * as l10n from '@vscode/l10n';
import type { ErrorCode } from '../../model/errors';
import { durationText } from '../durationText';
import type { ErrorTextMaker } from './errorText';

/** Microsoft Graph or the way to it failed; later the same request may succeed. */
export const serviceErrorTexts = {
  throttled: ({ retryAfterMs }) => ({
    what: l10n.t('Microsoft Graph gets too many requests and asks to slow down.'),
    advice:
      retryAfterMs === undefined
        ? l10n.t('Wait a little and try again.')
        : l10n.t('Wait {0} and try again.', durationText(retryAfterMs)),
    action: 'tryAgain',
  }),
  tooManySessions: () => ({
    what: l10n.t('The service holds too many sessions already.'),
    advice: l10n.t('Close those that you do not need, or wait some minutes until they lapse.'),
    action: 'tryAgain',
  }),
  internalServerError: (_, act) => ({
    what: l10n.t('The service failed without saying why.'),
    advice:
      act === 'use'
        ? l10n.t(
            'The session may be gone; try again later, and give the request ID from the log to Microsoft if it stays so.',
          )
        : l10n.t(
            'Try again later, and give the request ID from the log to Microsoft if it stays so.',
          ),
    action: 'tryAgain',
  }),
  fileOpenFailed: () => ({
    what: l10n.t('Excel’s service could not open the file.'),
    advice: l10n.t(
      'This often passes: try again later, and check that the file opens in Excel on the web.',
    ),
    action: 'tryAgain',
  }),
  badGateway: () => unavailable(),
  serviceUnavailable: ({ retryAfterMs }) => unavailable(retryAfterMs),
  transientFailure: ({ retryAfterMs }) => unavailable(retryAfterMs),
  gatewayTimeout: (_, act) => ({
    what: l10n.t('The service did not finish in time.'),
    advice:
      act === 'find'
        ? l10n.t('Try again in some minutes.')
        : l10n.t('The workbook may be big: try again in some minutes.'),
    action: 'tryAgain',
  }),
  redirected: () => ({
    what: l10n.t('The answer pointed to another address, to which an access token must not go.'),
    advice: l10n.t('Check the network: a proxy or a sign-in page may stand in between.'),
    action: 'showLog',
  }),
  unexpectedAnswer: (_, act) => ({
    what: l10n.t('The answer was not one of Microsoft Graph’s.'),
    advice:
      act === 'use'
        ? l10n.t(
            'Check the network: a proxy may stand in between; closing a session again does no harm.',
          )
        : l10n.t('Check the network: a proxy may stand in between.'),
    action: 'showLog',
  }),
  unsafeWebUrl: () => ({
    what: l10n.t('The address that the service gave for the workbook is not safe to open.'),
    advice: l10n.t('Open the workbook from OneDrive or SharePoint in your browser instead.'),
  }),
  network: () => ({
    what: l10n.t('Microsoft Graph could not be reached.'),
    advice: l10n.t('Check the network, a proxy or VPN, and try again.'),
    action: 'tryAgain',
  }),
  timedOut: () => ({
    what: l10n.t('Microsoft Graph did not answer in time.'),
    advice: l10n.t('Check the network and try again.'),
    action: 'tryAgain',
  }),
  outcomeUnknown: () => ({
    what: l10n.t('There is no answer that tells whether the request was carried out.'),
    advice: l10n.t(
      'The session stays listed until the service says that it is closed or gone, and can safely be closed or refreshed again.',
    ),
    action: 'tryAgain',
  }),
  sessionMayExist: () => ({
    what: l10n.t('An answer was lost: a session may have been opened whose ID nobody knows.'),
    advice: lapsesByItself(),
    action: 'tryAgain',
    tellsEnd: true,
  }),
  openingAbandoned: () => ({
    what: l10n.t('You stopped waiting while the service was opening the session.'),
    advice: lapsesByItself(),
    tellsEnd: true,
  }),
  openingTimedOut: () => ({
    what: l10n.t('The service has not opened the session within 10 minutes.'),
    advice: lapsesByItself(),
    action: 'tryAgain',
    tellsEnd: true,
  }),
} satisfies Partial<Record<ErrorCode, ErrorTextMaker>>;

/** For how long a session may be there that nobody can close. */
function lapsesByItself(): string {
  return l10n.t(
    'If it comes about, it lapses by itself: about 5 idle minutes later if it is persistent, about 7 if not.',
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

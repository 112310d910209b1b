import * as l10n from '@vscode/l10n';
import type { Account } from '../../model/workbookSession';

/** OAuth's flows for an app without a secret: with a browser on this machine, or with a code on any device. */
export type OAuthFlow = 'browser' | 'deviceCode';

export interface DeviceCode {
  readonly userCode: string;
  /** The page where the user enters the code. It's always a page of Microsoft's. */
  readonly url: string;
}

/** What the user sees while a sign-in is under way. */
export interface SignInProgress {
  /** Aborts when the user cancels. */
  readonly cancelled: AbortSignal;
  /** Shows the code and opens its page. @throws WorkbookSessionError `signInCancelled` when the user dismisses it */
  showDeviceCode(code: DeviceCode): Promise<void>;
}

/** The dialogs of a sign-in. An answer is undefined when the user dismisses the question. */
export interface SignInDialogs {
  chooseAccount(accounts: readonly Account[]): Promise<Account | 'another' | undefined>;
  chooseAccountToSignOut(accounts: readonly Account[]): Promise<Account | 'all' | undefined>;
  chooseFlow(): Promise<OAuthFlow | undefined>;
  whileSigningIn<T>(flow: OAuthFlow, work: (progress: SignInProgress) => Promise<T>): Promise<T>;
  /** Opens a page of Microsoft's in the browser; false when the user declines. */
  openPage(url: string): Promise<boolean>;
}

/** A row of the picker of flows. */
export interface OAuthFlowRow {
  readonly label: string;
  readonly detail: string;
  readonly flow: OAuthFlow;
}

/** The flow that is more likely to work comes first. */
export function oauthFlowRows(isBrowserElsewhere: boolean): readonly OAuthFlowRow[] {
  const browser = {
    label: l10n.t('Sign In with the Browser'),
    detail: isBrowserElsewhere
      ? l10n.t('Works if the browser runs on the same machine as the extension.')
      : l10n.t('Opens the sign-in page in your browser, which then comes back here.'),
    flow: 'browser',
  } as const;
  const deviceCode = {
    label: l10n.t('Sign In with a Code'),
    detail: l10n.t('Enter a code on a Microsoft page, in any browser on any device.'),
    flow: 'deviceCode',
  } as const;
  return isBrowserElsewhere ? [deviceCode, browser] : [browser, deviceCode];
}

/** The page that the browser shows after the sign-in. */
export function signedInPage(): string {
  return page(
    l10n.t('You’re signed in.'),
    l10n.t('Close this page and go back to Visual Studio Code.'),
  );
}

/** The page that the browser shows after a sign-in that failed. */
export function notSignedInPage(): string {
  return page(
    l10n.t('You aren’t signed in.'),
    l10n.t('Close this page and go back to Visual Studio Code to see why.'),
  );
}

function page(title: string, advice: string): string {
  return [
    '<!DOCTYPE html><html><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${asHtml(title)}</title>`,
    '<style>html{color-scheme:light dark;font:16px system-ui,sans-serif}',
    'body{margin:20vh auto;max-width:32em;padding:0 1em;text-align:center}</style>',
    `</head><body><h1>${asHtml(title)}</h1><p>${asHtml(advice)}</p></body></html>`,
  ].join('');
}

function asHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

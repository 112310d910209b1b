import * as l10n from '@vscode/l10n';

/** A row of the picker of ways to sign in. */
export interface SignInFlowRow {
  readonly label: string;
  readonly detail: string;
  readonly flow: 'browser' | 'deviceCode';
}

/** The ways to sign in, the one that is more likely to work first. */
export function signInFlowRows(isBrowserElsewhere: boolean): readonly SignInFlowRow[] {
  const browser = {
    label: l10n.t('Sign In with the Browser'),
    detail: isBrowserElsewhere
      ? l10n.t('Works when the browser runs on the machine where the extension runs.')
      : l10n.t('Opens the sign-in page, which comes back to this machine.'),
    flow: 'browser',
  } as const;
  const deviceCode = {
    label: l10n.t('Sign In with a Code'),
    detail: l10n.t('Enter a code on a page of Microsoft’s, in any browser and on any device.'),
    flow: 'deviceCode',
  } as const;
  return isBrowserElsewhere ? [deviceCode, browser] : [browser, deviceCode];
}

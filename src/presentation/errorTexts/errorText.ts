import type { ErrorFacts } from '../../core/errors';

/** What a message's button does; `vscode/` knows how. */
export const errorActions = [
  'setUpSignIn',
  'signIn',
  'signInAs',
  'signInAsAnother',
  'signInAnotherWay',
  'copyAdminConsentLink',
  'openClientIdSetting',
  'openTenantSetting',
  'openCloudSetting',
  'openEndpointSetting',
  'useAccessToken',
  'startSandbox',
  'addAgain',
  'saveAgain',
  'closeNow',
  'forget',
  'createAgain',
  'askForAllFiles',
  'tryAgain',
  'refresh',
  'close',
  'keep',
  'dontShowAgain',
  'showLog',
] as const;

export type ErrorAction = (typeof errorActions)[number];

/** What was being done: something with a listed session, creating one, or looking for a workbook. */
export const acts = ['use', 'create', 'find'] as const;

export type Act = (typeof acts)[number];

/** An error in words. */
export interface ErrorText {
  /** Why a session is still there, in a few words for its row; absent where no close ends so. */
  readonly reason?: string;
  /** One sentence: what happened. */
  readonly what: string;
  /** One sentence: what to do. */
  readonly advice: string;
  /** What helps with one click. */
  readonly action?: ErrorAction;
  /** What helps too. */
  readonly otherAction?: ErrorAction;
  /** True when `what` tells how the act ended: nobody may say besides that nothing came of it. */
  readonly tellsEnd?: boolean;
}

/** Made when it is shown, since the language is known only then. */
export type ErrorTextMaker = (facts: ErrorFacts, act: Act) => ErrorText;

import type { Account } from '../../model/workbookSession';

/** The two ways to sign in: in this machine's browser, or with a code on whatever device. */
export type SignInFlow = 'browser' | 'deviceCode';

export interface DeviceCode {
  readonly userCode: string;
  /** Where it is entered; a page of Microsoft's. */
  readonly url: string;
}

/** What is shown while a sign-in is under way. */
export interface SignInProgress {
  /** Aborts when the user cancels. */
  readonly cancelled: AbortSignal;
  /** Shows the code and opens its page. @throws WorkbookSessionError `signInCancelled` when dismissed */
  showDeviceCode(code: DeviceCode): Promise<void>;
}

/** What the user is asked and shown. An answer is undefined when they dismiss the question. */
export interface SignInDialogs {
  chooseAccount(accounts: readonly Account[]): Promise<Account | 'another' | undefined>;
  chooseAccountToSignOut(accounts: readonly Account[]): Promise<Account | 'all' | undefined>;
  chooseFlow(): Promise<SignInFlow | undefined>;
  whileSigningIn<T>(flow: SignInFlow, work: (progress: SignInProgress) => Promise<T>): Promise<T>;
  /** Opens a page of Microsoft's in the browser; false when the user does not want that. */
  openPage(url: string): Promise<boolean>;
  /** What the browser shows in the end, as HTML. */
  signedInPage(): string;
  notSignedInPage(): string;
}

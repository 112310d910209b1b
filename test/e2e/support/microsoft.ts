import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';

/** VS Code's provider for the global cloud, and the one for all others. */
type ProviderId = 'microsoft' | 'microsoft-sovereign-cloud';

/** A call that reached a provider. `scopes` are those asked for, VSCODE_CLIENT_ID and the like among them. */
export interface ProviderCall {
  readonly method:
    | 'getSessions'
    | 'createSession'
    | 'getSessionsFromChallenges'
    | 'createSessionFromChallenges'
    | 'removeSession';
  readonly providerId: ProviderId;
  readonly scopes?: readonly string[];
  readonly account?: string;
  /** What the service wanted proved, as VS Code read it from the header. */
  readonly challenges?: readonly { readonly scheme: string; readonly params: unknown }[];
}

/** A session that a provider holds. */
export interface ProviderSession {
  readonly providerId: ProviderId;
  readonly id: string;
  readonly accessToken: string;
  readonly account: { readonly id: string; readonly label: string };
  readonly scopes: readonly string[];
}

interface ProviderState {
  /** Who signs in next. */
  readonly account: string;
  /** Who signs in whoever is asked for; empty for nobody. */
  readonly insistsOn: string;
  /** With which message a sign-in fails; empty when it does not. */
  readonly refuse: string;
  readonly counter: number;
  readonly sessions: readonly ProviderSession[];
  /** What tokens say of themselves; without it they are none that can be read. */
  readonly claims?: Readonly<Record<string, string>>;
}

/**
 * The story's side of the test-only Microsoft provider (`testProvider/`): decides who signs in and sees what was asked.
 * A token reads `test-token.<account>.<scopes>.<n>`; n counts the sessions ever made.
 */
export class MicrosoftAccounts {
  /** What the provider's process must find in its environment. */
  readonly env: Readonly<Record<string, string>>;

  constructor(private readonly stateFile: string) {
    this.env = { TEST_PROVIDER_STATE: stateFile };
    this.write({
      account: 'ada@contoso.example',
      insistsOn: '',
      refuse: '',
      counter: 0,
      sessions: [],
    });
  }

  /** Every call so far, in order, of all windows. */
  calls(): ProviderCall[] {
    const file = `${this.stateFile}.calls`;
    const lines = existsSync(file) ? readFileSync(file, 'utf8').trim().split('\n') : [];
    return lines.map((line) => JSON.parse(line) as ProviderCall);
  }

  /** The sessions that are signed in now. */
  sessions(): readonly ProviderSession[] {
    return this.read().sessions;
  }

  /** The token that an account has now. */
  tokenOf(account: string): string | undefined {
    return this.sessions().find(({ account: { label } }) => label === account)?.accessToken;
  }

  /** Lets the next sign-in be this account's, unless one is asked for by name. */
  signInAs(account: string): void {
    this.write({ ...this.read(), account });
  }

  /** Lets tokens be JSON Web Tokens with these claims from now on. */
  giveTokensWith(claims: Readonly<Record<string, string>>): void {
    this.write({ ...this.read(), claims });
  }

  /** Lets this account sign in even where another one is asked for, as a person may in the browser. */
  insistOn(account: string): void {
    this.write({ ...this.read(), insistsOn: account });
  }

  /** Lets sign-ins fail, as when a person closes the browser or as the message says, or succeed again (empty). */
  refuseSignIn(refuse = 'User cancelled'): void {
    this.write({ ...this.read(), refuse });
  }

  /** Ends the sessions of one account, or all; the windows learn it within moments. */
  signOut(account?: string): void {
    const state = this.read();
    const sessions = state.sessions.filter(
      ({ account: { label } }) => account && label !== account,
    );
    this.write({ ...state, sessions });
  }

  /** Gives every session another token, as a refresh does. */
  renewTokens(): void {
    const state = this.read();
    const sessions = state.sessions.map((session, index) => ({
      ...session,
      accessToken: session.accessToken.replace(/\d+$/, String(state.counter + index + 1)),
    }));
    this.write({ ...state, counter: state.counter + sessions.length, sessions });
  }

  private read(): ProviderState {
    return JSON.parse(readFileSync(this.stateFile, 'utf8')) as ProviderState;
  }

  private write(state: ProviderState): void {
    const temporary = `${this.stateFile}.story`;
    writeFileSync(temporary, JSON.stringify(state));
    renameSync(temporary, this.stateFile);
  }
}

import type { Clock } from '../base/clock';
import { Emitter } from '../base/event';
import { WorkbookSessionError } from '../core/errors';
import type { AccessToken, AccessTokenProvider, AccessTokenRequest } from '../core/ports';
import type { GraphCloud } from '../core/workbookSession';
import { parsePastedAccessToken, type PastedAccessToken } from './pastedAccessToken';

/** What may be shown of a pasted token. */
export type PastedAccessTokenFacts = Pick<PastedAccessToken, 'account' | 'expiresAt'>;

/** Holds the token that the user pasted, in the memory of this window and nowhere else. */
export class PastedAccessTokenProvider implements AccessTokenProvider {
  private readonly changes = new Emitter<undefined>();
  private token: PastedAccessToken | undefined;

  readonly onDidChangeAccounts = this.changes.event;

  /** @param cloudInUse the one that takes a token which does not name its own: no other gets it */
  constructor(
    private readonly clock: Clock,
    private readonly cloudInUse: () => GraphCloud,
  ) {}

  /** What is known of the token in use. */
  current(): PastedAccessTokenFacts | undefined {
    return this.token && factsOf(this.token);
  }

  /** Reads a token without using it. @throws WorkbookSessionError why it is refused */
  read(text: string): PastedAccessTokenFacts {
    return factsOf(parsePastedAccessToken(text, this.clock.now()));
  }

  /** From now on this token is used. @throws WorkbookSessionError why it is refused */
  use(text: string): PastedAccessTokenFacts {
    const token = parsePastedAccessToken(text, this.clock.now());
    this.token = { cloud: this.cloudInUse(), ...token };
    this.changes.fire(undefined);
    return factsOf(this.token);
  }

  forget(): void {
    this.token = undefined;
    this.changes.fire(undefined);
  }

  getAccessToken(request: AccessTokenRequest): Promise<AccessToken> {
    return new Promise((resolve) => {
      resolve(this.tokenFor(request, this.validToken()));
    });
  }

  private validToken(): PastedAccessToken {
    if (!this.token) {
      throw new WorkbookSessionError('signInRequired');
    }
    if (this.token.expiresAt !== undefined && this.token.expiresAt <= this.clock.now()) {
      this.forget();
      throw new WorkbookSessionError('accessTokenExpired');
    }
    return this.token;
  }

  private tokenFor(
    { target, account: wanted }: AccessTokenRequest,
    { value, account, cloud }: PastedAccessToken,
  ): AccessToken {
    if (cloud && cloud !== target.cloud) {
      throw new WorkbookSessionError('accessTokenForOtherAudience');
    }
    // Not even perhaps another's token for a session whose owner is known.
    if (wanted && wanted.id !== account?.id) {
      throw new WorkbookSessionError('accountUnavailable', { accountLabel: wanted.label });
    }
    return { value, audience: 'graph', ...(account && { account }) };
  }
}

function factsOf({ account, expiresAt }: PastedAccessToken): PastedAccessTokenFacts {
  return { ...(account && { account }), ...(expiresAt !== undefined && { expiresAt }) };
}

import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, type AgentOptions } from 'node:https';
import { connect as connectTcp } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Browser, Page } from 'playwright-core';
import { MsalCredential } from '../../../src/accounts/msal/msalCredential';
import type {
  DeviceCode,
  SignInDialogs,
  OAuthFlow,
  SignInProgress,
} from '../../../src/accounts/msal/signInDialogs';
import type { Clock } from '../../../src/base/clock';
import {
  createHttpClient,
  HttpError,
  type HttpClient,
  type HttpRequest,
} from '../../../src/base/http';
import { Deferred } from '../../../src/base/deferred';
import { WorkbookSessionError } from '../../../src/model/errors';
import type { AccessTokenRequest } from '../../../src/model/ports';
import type { Account } from '../../../src/model/workbookSession';
import { ManualClock } from '../../fakes/manualClock';
import { MemoryState } from '../../fakes/memoryState';
import { RecordingLogger } from '../../fakes/recordingLogger';
import { accountIdOf, clientId, startEntra, type Entra } from './entra';
import { consent, enterDeviceCode, launchLoginBrowser, logIn, newPerson } from './loginBrowser';
import { MemorySecrets } from './memorySecrets';

interface StandInHttp extends HttpClient {
  readonly sent: HttpRequest[];
  /** When set, nothing is reached, as without a network. */
  isOffline: boolean;
}

/** The product's HTTP client; its connections to the login host end at the stand-in. */
function httpClientTo(entra: Entra): StandInHttp {
  const agent = new StandInAgent({ keepAlive: false }, entra);
  const client = createHttpClient({
    agent: ({ protocol }) => (protocol === 'https:' ? agent : undefined),
  });
  const http: StandInHttp = {
    sent: [],
    isOffline: false,
    send: (request) => {
      http.sent.push(request);
      return http.isOffline
        ? Promise.reject(new HttpError('network', false, 'ENOTFOUND'))
        : client.send(request);
    },
  };
  return http;
}

class StandInAgent extends Agent {
  constructor(
    options: AgentOptions,
    private readonly entra: Entra,
  ) {
    super(options);
  }

  override createConnection({ host }: { readonly host: string }) {
    const { port, certificate: ca } = this.entra;
    return connectTls({ host: '127.0.0.1', port, servername: host, ca });
  }
}

/** What happens when a page is to be opened: the person's part. */
type Person = (page: Page, url: string, code: string | undefined) => Promise<void>;

/** Answers as told, and lets a person go through the pages. */
class ScriptedDialogs implements SignInDialogs {
  flow: OAuthFlow | undefined = 'browser';
  /** The account that is chosen, by label. */
  choice: string | undefined = 'another';
  person: Person = () => Promise.resolve();
  /** When set, the message with the code is dismissed. */
  dismissesCode = false;
  cancel = new AbortController();
  /** What was asked and shown, in order. */
  readonly asked: string[] = [];
  readonly urls: string[] = [];
  /** Rejects when the person got stuck. */
  acting: Promise<void> = Promise.resolve();

  constructor(private readonly newPage: () => Promise<Page>) {}

  chooseAccount(accounts: readonly Account[]): Promise<Account | 'another' | undefined> {
    return this.choose(accounts, 'another');
  }

  chooseAccountToSignOut(accounts: readonly Account[]): Promise<Account | 'all' | undefined> {
    return this.choose(accounts, 'all');
  }

  chooseFlow(): Promise<OAuthFlow | undefined> {
    this.asked.push('flow');
    return Promise.resolve(this.flow);
  }

  whileSigningIn<T>(_: OAuthFlow, work: (progress: SignInProgress) => Promise<T>): Promise<T> {
    this.cancel = new AbortController();
    return work({
      cancelled: this.cancel.signal,
      showDeviceCode: async ({ userCode, url }: DeviceCode) => {
        if (this.dismissesCode) {
          throw new WorkbookSessionError('signInCancelled');
        }
        await this.act(url, userCode);
      },
    });
  }

  async openPage(url: string): Promise<boolean> {
    await this.act(url, undefined);
    return true;
  }

  private choose<T>(accounts: readonly Account[], other: T): Promise<Account | T | undefined> {
    this.asked.push(`account: ${accounts.map(({ label }) => label).join(', ')}`);
    const found = accounts.find(({ label }) => label === this.choice);
    return Promise.resolve(this.choice === undefined ? undefined : (found ?? other));
  }

  private async act(url: string, code: string | undefined): Promise<void> {
    this.asked.push(code === undefined ? 'browser' : 'code');
    this.urls.push(url);
    const page = await this.newPage();
    await page.goto(url);
    this.acting = this.person(page, url, code);
    this.acting.catch(() => undefined);
  }
}

/** A person who logs in under a name and grants what is asked for. */
export function personNamed(login: string): Person {
  return async (page, _, code) => {
    if (code !== undefined) {
      await enterDeviceCode(page, code);
    }
    await logIn(page, login);
    await consent(page);
    await page.getByText(code === undefined ? 'You’re signed in.' : 'Sign-in Success').waitFor();
  };
}

export interface Bench {
  readonly entra: Entra;
  readonly secrets: MemorySecrets;
  readonly state: MemoryState;
  readonly clock: ManualClock;
  readonly dialogs: ScriptedDialogs;
  readonly http: StandInHttp;
  readonly logger: RecordingLogger;
  readonly provider: MsalCredential;
  /** What the settings say. */
  readonly settings: { clientId: string | undefined };
  /** A provider on the same secrets, as in another window or after a restart. */
  readonly another: () => MsalCredential;
  readonly outcomeOf: (request?: Partial<AccessTokenRequest>) => Promise<string>;
}

export const target = { cloud: 'global' } as const;

export const account = (login: string): Account => ({ id: accountIdOf(login), label: login });

/** The provider with msal-node, a sign-in service and a browser, for the tests of this `describe`. */
export function useMsalBench(): () => Bench {
  const running: { entra?: Entra; browser?: Browser; bench?: Bench } = {};
  before(async function () {
    this.timeout(60_000);
    running.entra = await startEntra();
    running.browser = await launchLoginBrowser(running.entra.port);
  });
  after(async () => {
    await running.browser?.close();
    await running.entra?.close();
  });
  beforeEach(() => {
    const { entra, browser } = running;
    assert.ok(entra && browser);
    running.bench = benchOn(entra, browser);
  });
  afterEach(() => {
    const bench = running.bench;
    bench?.provider.dispose();
    assert.doesNotMatch(bench?.logger.lines.join('\n') ?? '', /contoso|secret-of|eyJ/i);
  });
  return () => {
    assert.ok(running.bench);
    return running.bench;
  };
}

function benchOn(entra: Entra, browser: Browser): Bench {
  entra.requests.length = 0;
  entra.accessTokenSeconds = 3600;
  entra.areGuests = false;
  entra.isStepUpDemanded = false;
  entra.refusal = undefined;
  entra.deviceCodePage = undefined;
  const secrets = new MemorySecrets();
  const state = new MemoryState();
  const clock = new ManualClock();
  const dialogs = new ScriptedDialogs(() => newPerson(browser));
  const http = httpClientTo(entra);
  const logger = new RecordingLogger();
  const settings: Bench['settings'] = { clientId };
  const create = (time: Clock) =>
    new MsalCredential({
      app: () => ({ ...settings, tenant: 'organizations' }),
      cloud: () => 'global',
      clock: time,
      ...{ dialogs, http, logger, secrets, state },
    });
  const provider = create(clock);
  return {
    ...{ entra, secrets, settings, state, clock, dialogs, http, logger, provider },
    another: () => create(clock),
    outcomeOf: (request) => outcomeOf(provider, request),
  };
}

/** What a request ends with: the account's label, or the error's code and whom it is about. */
export async function outcomeOf(
  provider: MsalCredential,
  request: Partial<AccessTokenRequest> = {},
): Promise<string> {
  try {
    const token = await provider.getAccessToken({ target, interactive: false, ...request });
    assert.equal(token.audience, 'graph');
    assert.ok(token.value.length > 20);
    return token.account?.label ?? 'a token of nobody';
  } catch (error) {
    if (error instanceof WorkbookSessionError) {
      const { accountLabel } = error.facts;
      return accountLabel ? `${error.code} ${accountLabel}` : error.code;
    }
    throw error;
  }
}

/** True when something of this machine listens on the port. */
export async function isListening(port: number): Promise<boolean> {
  const socket = connectTcp({ host: '127.0.0.1', port });
  const answered = new Deferred<boolean>();
  socket.on('error', () => {
    answered.resolve(false);
  });
  void once(socket, 'connect').then(
    () => {
      answered.resolve(true);
    },
    () => undefined,
  );
  const listens = await answered.promise;
  socket.destroy();
  return listens;
}

/** The port at which msal waits for the browser, from the address that the browser is sent to. */
export function loopbackPortOf(url: string): number {
  return Number(new URL(new URL(url).searchParams.get('redirect_uri') ?? '').port);
}

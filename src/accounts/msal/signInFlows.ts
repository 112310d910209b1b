import type { AuthenticationResult, DeviceCodeRequest } from '@azure/msal-node';
import { defined } from '../../base/defined';
import { onAbort, untilAborted } from '../../base/abort';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { HttpClient } from '../../base/http';
import { WorkbookSessionError } from '../../model/errors';
import { isDeviceCodePage, isOnLoginHost } from './loginAddress';
import type { MsalClient, MsalOperation, TokenRequest } from './msalClient';
import {
  notSignedInPage,
  signedInPage,
  type OAuthFlow,
  type SignInDialogs,
  type SignInProgress,
} from './signInDialogs';

/** How long a sign-in waits for the user, in milliseconds. A device code is valid for about as long. */
export const flowLimitMs = 10 * 60_000;

/** What a sign-in is for. */
export interface SignInRequest extends TokenRequest {
  /** The user name of the account, when it is known. */
  readonly loginHint?: string;
  /** Aborts when the command that needs it is cancelled. */
  readonly signal?: AbortSignal;
}

export interface SignInDeps {
  readonly clock: Clock;
  readonly dialogs: SignInDialogs;
  readonly http: HttpClient;
}

/** Runs one flow until its signal aborts. */
type FlowRunner = (context: FlowContext) => Promise<AuthenticationResult>;

interface FlowContext extends MsalOperation {
  readonly client: MsalClient;
  readonly request: SignInRequest;
  readonly deps: SignInDeps;
  readonly progress: SignInProgress;
  readonly signal: AbortSignal;
  /** Aborts the signal with a reason. */
  readonly abort: (reason: unknown) => void;
}

/**
 * Lets the user sign in. It ends at once when they cancel it or its command, and when its time is over. Then
 * no port listens and no request polls.
 */
export function signInWith(
  flow: OAuthFlow,
  client: MsalClient,
  request: SignInRequest,
  deps: SignInDeps,
): Promise<AuthenticationResult> {
  const run = flow === 'browser' ? withBrowser : withDeviceCode;
  return deps.dialogs.whileSigningIn(flow, async (progress) => {
    const limit = flowLimit(progress.cancelled, request.signal, deps.clock);
    const { signal, abort } = limit;
    try {
      const work = client.operate(
        (operation) => run({ ...operation, client, request, deps, progress, signal, abort }),
        signal,
      );
      return await untilAborted(work, signal);
    } finally {
      limit.dispose();
    }
  });
}

/** A signal that aborts when the user cancels the sign-in or its command, or when the time is over. */
function flowLimit(
  cancelled: AbortSignal,
  commandSignal: AbortSignal | undefined,
  clock: Clock,
): Disposable & Pick<FlowContext, 'signal' | 'abort'> {
  const controller = new AbortController();
  const timer = new AbortController();
  const abort = (reason: unknown) => {
    controller.abort(reason);
  };
  const listeners = [
    onAbort(cancelled, () => {
      abort(new WorkbookSessionError('signInCancelled', { wasInBrowser: true }));
    }),
    commandSignal &&
      onAbort(commandSignal, () => {
        abort(new WorkbookSessionError('cancelled'));
      }),
  ];
  clock.delay(flowLimitMs, timer.signal).then(
    () => {
      abort(new WorkbookSessionError('signInTimedOut'));
    },
    () => undefined,
  );
  return {
    signal: controller.signal,
    abort,
    dispose: () => {
      timer.abort();
      listeners.forEach((listener) => listener?.dispose());
    },
  };
}

/** The browser comes back to a port of this machine. */
const withBrowser: FlowRunner = ({ application, client, request, deps, signal }) =>
  application.acquireTokenInteractive({
    ...msalRequest(request),
    ...(request.loginHint === undefined
      ? { prompt: 'select_account' }
      : { loginHint: request.loginHint }),
    successTemplate: signedInPage(),
    errorTemplate: notSignedInPage(),
    openBrowser: async (url) => {
      // An error thrown here makes msal close its port.
      signal.throwIfAborted();
      if (!isOnLoginHost(url, client.app.loginHost)) {
        throw new WorkbookSessionError('signInFailed');
      }
      onAbort(signal, () => void denyAtLoopback(url, deps.http));
      if (!(await untilAborted(deps.dialogs.openPage(url), signal))) {
        throw new WorkbookSessionError('signInCancelled');
      }
    },
  });

/** msal has no way to stop listening. It stops when it gets the answer of a user who denied the request. */
async function denyAtLoopback(url: string, http: HttpClient): Promise<void> {
  const query = new URL(url).searchParams;
  const { port } = new URL(query.get('redirect_uri') ?? '');
  const body = new URLSearchParams({ error: 'access_denied', state: query.get('state') ?? '' });
  try {
    await http.send({
      method: 'POST',
      url: `http://127.0.0.1:${port}/`,
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      body: body.toString(),
      timeoutMs: 5000,
      maxBodyBytes: 64 * 1024,
      newConnection: true,
    });
  } catch {
    // msal doesn't listen any more.
  }
}

/** The user enters a code on a page, in any browser on any device. */
const withDeviceCode: FlowRunner = async ({
  application,
  network,
  client,
  request,
  progress,
  signal,
  abort,
}) => {
  const polling: DeviceCodeRequest = {
    ...msalRequest(request),
    deviceCodeCallback: ({ userCode, verificationUri }) => {
      const page = { userCode, url: verificationUri };
      // msal calls this even when the service gave no code.
      if (!userCode || !isDeviceCodePage(verificationUri, client.app.loginHost)) {
        abort(client.errorOfLastAnswer(network));
        return;
      }
      progress.showDeviceCode(page).catch(abort);
    },
  };
  onAbort(signal, () => {
    polling.cancel = true;
  });
  const result = await application.acquireTokenByDeviceCode(polling);
  if (!result) {
    throw new WorkbookSessionError('signInFailed');
  }
  return result;
};

function msalRequest({ scopes, claims }: TokenRequest): {
  readonly scopes: string[];
  readonly claims?: string;
} {
  return { scopes: [...scopes], ...defined({ claims }) };
}

import type { AuthenticationResult, DeviceCodeRequest } from '@azure/msal-node';
import { defined } from '../../base/defined';
import { onAbort, untilAborted } from '../../base/abort';
import type { Clock } from '../../base/clock';
import type { Disposable } from '../../base/disposable';
import type { HttpClient } from '../../base/http';
import { WorkbookSessionError } from '../../model/errors';
import { isDeviceCodePage, isOnLoginHost } from './loginAddress';
import type { MsalClient, MsalOperation, WantedToken } from './msalClient';
import type { SignInDialogs, SignInFlow, SignInProgress } from './signInDialogs';

/** How long a sign-in waits for the user, in milliseconds; a device code lives about as long. */
export const flowLimitMs = 10 * 60_000;

/** Whose sign-in it is to be, when that is settled. */
export interface WantedSignIn extends WantedToken {
  readonly loginHint?: string;
  /** Aborts when the command that needs it is cancelled. */
  readonly signal?: AbortSignal;
}

export interface FlowDeps {
  readonly clock: Clock;
  readonly dialogs: SignInDialogs;
  readonly http: HttpClient;
}

/** One way to sign in, until its signal aborts. */
type Flow = (course: FlowCourse) => Promise<AuthenticationResult>;

interface FlowCourse extends MsalOperation {
  readonly client: MsalClient;
  readonly wanted: WantedSignIn;
  readonly deps: FlowDeps;
  readonly progress: SignInProgress;
  readonly signal: AbortSignal;
  /** Ends the sign-in because of what happened beside it. */
  readonly end: (reason: unknown) => void;
}

/**
 * Lets the user sign in. It ends when they have, when they cancel it or the command that needs it, and
 * when nobody goes on with it; in each case at once, and nothing is left listening or asking.
 */
export function signInWith(
  flow: SignInFlow,
  client: MsalClient,
  wanted: WantedSignIn,
  deps: FlowDeps,
): Promise<AuthenticationResult> {
  const sign = flow === 'browser' ? withBrowser : withDeviceCode;
  return deps.dialogs.whileSigningIn(flow, async (progress) => {
    const life = flowLife(progress.cancelled, wanted.signal, deps.clock);
    const { signal, end } = life;
    try {
      const work = client.operate(
        (operation) => sign({ ...operation, client, wanted, deps, progress, signal, end }),
        signal,
      );
      return await untilAborted(work, signal);
    } finally {
      life.dispose();
    }
  });
}

/** A signal that aborts, with the reason, when the user cancels it or its command, or the time is over. */
function flowLife(
  cancelled: AbortSignal,
  commandEnd: AbortSignal | undefined,
  clock: Clock,
): Disposable & Pick<FlowCourse, 'signal' | 'end'> {
  const own = new AbortController();
  const over = new AbortController();
  const links = [
    onAbort(cancelled, () => {
      own.abort(new WorkbookSessionError('signInCancelled', { wasInBrowser: true }));
    }),
    ...(commandEnd
      ? [
          onAbort(commandEnd, () => {
            own.abort(new WorkbookSessionError('cancelled'));
          }),
        ]
      : []),
  ];
  clock.delay(flowLimitMs, over.signal).then(
    () => {
      own.abort(new WorkbookSessionError('signInTimedOut'));
    },
    () => undefined,
  );
  return {
    signal: own.signal,
    end: (reason) => {
      own.abort(reason);
    },
    dispose: () => {
      over.abort();
      links.forEach((link) => {
        link.dispose();
      });
    },
  };
}

/** With the system's browser, which comes back to a port of this machine. */
const withBrowser: Flow = ({ application, client, wanted, deps, signal }) =>
  application.acquireTokenInteractive({
    ...requestFor(wanted),
    ...(wanted.loginHint === undefined
      ? { prompt: 'select_account' }
      : { loginHint: wanted.loginHint }),
    successTemplate: deps.dialogs.signedInPage(),
    errorTemplate: deps.dialogs.notSignedInPage(),
    openBrowser: async (url) => {
      // An error thrown here makes msal close its port.
      signal.throwIfAborted();
      if (!isOnLoginHost(url, client.app.loginHost)) {
        throw new WorkbookSessionError('signInFailed');
      }
      onAbort(signal, () => void refuseAtLoopback(url, deps.http));
      if (!(await untilAborted(deps.dialogs.openPage(url), signal))) {
        throw new WorkbookSessionError('signInCancelled');
      }
    },
  });

/** msal cannot be told to stop: it gets the answer that the login page sends when a person refuses. */
async function refuseAtLoopback(url: string, http: HttpClient): Promise<void> {
  const asked = new URL(url).searchParams;
  const { port } = new URL(asked.get('redirect_uri') ?? '');
  const body = new URLSearchParams({ error: 'access_denied', state: asked.get('state') ?? '' });
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
    // Then it listens no longer, which is what is wanted.
  }
}

/** With a code that the user enters on a page, in whatever browser and on whatever device. */
const withDeviceCode: Flow = async ({ application, network, client, wanted, ...course }) => {
  const asked: DeviceCodeRequest = {
    ...requestFor(wanted),
    deviceCodeCallback: ({ userCode, verificationUri }) => {
      const page = { userCode, url: verificationUri };
      // msal calls back even when the service refused to give a code.
      if (!userCode || !isDeviceCodePage(verificationUri, client.app.loginHost)) {
        course.end(client.refusedBy(network));
        return;
      }
      course.progress.showDeviceCode(page).catch(course.end);
    },
  };
  onAbort(course.signal, () => {
    asked.cancel = true;
  });
  const result = await application.acquireTokenByDeviceCode(asked);
  if (!result) {
    throw new WorkbookSessionError('signInFailed');
  }
  return result;
};

function requestFor({ scopes, claims }: WantedToken): {
  readonly scopes: string[];
  readonly claims?: string;
} {
  return { scopes: [...scopes], ...defined({ claims }) };
}

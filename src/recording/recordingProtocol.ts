/**
 * What a recorded program and its window say to each other: lines of JSON over a Unix socket or a named pipe
 * that only the user can open. The program speaks through a hook (`hooks/`), which takes nothing else from it
 * than what stands here. The access token is not among it.
 */

/** The environment variable that turns the hooks on. Its value is {@link RecordingEnvironment} as JSON. */
export const recordingVariable = 'WORKBOOK_SESSIONS_RECORDING';

/** The version of everything below. A hook says nothing to a window of another version. */
export const protocolVersion = 1;

/** The longest line in bytes. Each side ends a connection that exceeds it. */
export const longestLine = 64 * 1024;

/** What a hook learns from its environment. */
export interface RecordingEnvironment {
  readonly version: number;
  /** The path of the socket or the named pipe. */
  readonly pipe: string;
  /** The window listens to nobody who doesn't know it. */
  readonly secret: string;
  /** True if the hook closes what the program left open, as the setting `recording.closeOnExit` says. */
  readonly closeOnExit: boolean;
}

/** The first line of a program. A worker thread has a connection of its own, with the same process ID. */
export interface Hello {
  readonly type: 'hello';
  readonly secret: string;
  readonly processId: number;
  /** The name of its script without folders, such as `order-sync.js`; without a script, of what runs it. */
  readonly program: string;
}

/** For whom the token of a call was issued, as the claims in it say. */
export interface TokenOwner {
  readonly oid?: string;
  readonly tid?: string;
  /** The name of the user or the app. */
  readonly name?: string;
  readonly appId?: string;
  /** True for an app that acts without a user. */
  readonly isApp: boolean;
}

export type RecordedAction = 'createSession' | 'refreshSession' | 'closeSession' | 'other';

/** A call to a workbook that the service has answered. */
export interface RecordedCall {
  readonly type: 'call';
  /** `other` is any call that sent a session ID. */
  readonly action: RecordedAction;
  /** The origin of the request, such as `https://graph.microsoft.com`. */
  readonly origin: string;
  /** The path of the request up to `/workbook`, without it, as it was sent. */
  readonly path: string;
  readonly status: number;
  /** The header `workbook-session-id` of the request. */
  readonly sessionId?: string;
  /** With `createSession`: the session in the answer. */
  readonly created?: { readonly sessionId: string; readonly persistChanges?: boolean };
  /** Of an error answer: its code and those inside it, the outermost first. */
  readonly errorCodes?: readonly string[];
  readonly owner?: TokenOwner;
}

/** Asks the program to close a session that it saw itself. */
export interface CloseRequest {
  readonly type: 'close';
  /** A number that the answer repeats. */
  readonly request: number;
  readonly sessionId: string;
}

/** What came of a {@link CloseRequest}. */
export interface CloseAnswer {
  readonly type: 'closeAnswer';
  readonly request: number;
  /** The status of the service's answer; absent when there was none. */
  readonly status?: number;
  readonly errorCodes?: readonly string[];
  /** Without a status: `notSeen` if nothing was sent, `noAnswer` if the answer is lost. */
  readonly reason?: 'notSeen' | 'noAnswer';
}

/** What a program says. */
export type ProgramMessage = Hello | RecordedCall | CloseAnswer;

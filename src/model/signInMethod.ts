/** How the user signs in: through VS Code's Microsoft provider, or through the extension's own msal-node. */
export const signInMethods = ['vscode', 'msal'] as const;

export type SignInMethod = (typeof signInMethods)[number];

/** Whether requests can be sent. `unknown`: not checked yet. `tokenEnded`: the pasted token in use has ended. */
export type SignInState = 'unknown' | 'ready' | 'noClientId' | 'signedOut' | 'tokenEnded';

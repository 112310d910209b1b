/** How one signs in: with the Microsoft provider of VS Code, or with msal-node, which comes with us. */
export const signInMethods = ['vscode', 'msal'] as const;

export type SignInMethod = (typeof signInMethods)[number];

/** Whether requests can be sent: `unknown` until it has been looked at; `tokenEnded` with a pasted token that stays in use. */
export type SignInState = 'unknown' | 'ready' | 'noClientId' | 'signedOut' | 'tokenEnded';

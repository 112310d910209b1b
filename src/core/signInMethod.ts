/** How one signs in: with the Microsoft provider of VS Code, or with msal-node, which comes with us. */
export const signInMethods = ['vscode', 'msal'] as const;

export type SignInMethod = (typeof signInMethods)[number];

import * as l10n from '@vscode/l10n';

/** What the browser shows when the sign-in there is over, as a page without scripts. */
export function signedInPage(): string {
  return page(
    l10n.t('You are signed in.'),
    l10n.t('Close this page and go back to Visual Studio Code.'),
  );
}

export function notSignedInPage(): string {
  return page(
    l10n.t('You are not signed in.'),
    l10n.t('Close this page and go back to Visual Studio Code, which says why.'),
  );
}

function page(title: string, advice: string): string {
  return [
    '<!DOCTYPE html><html><head><meta charset="utf-8">',
    '<meta name="viewport" content="width=device-width, initial-scale=1">',
    `<title>${asHtml(title)}</title>`,
    '<style>html{color-scheme:light dark;font:16px system-ui,sans-serif}',
    'body{margin:20vh auto;max-width:32em;padding:0 1em;text-align:center}</style>',
    `</head><body><h1>${asHtml(title)}</h1><p>${asHtml(advice)}</p></body></html>`,
  ].join('');
}

function asHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
}

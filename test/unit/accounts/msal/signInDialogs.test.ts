import assert from 'node:assert/strict';
import { config } from '@vscode/l10n';
import {
  notSignedInPage,
  oauthFlowRows,
  signedInPage,
} from '../../../../src/accounts/msal/signInDialogs';

describe('The picker of sign-in flows', () => {
  it('offers the browser first, unless the browser runs on another machine', () => {
    const flows = (isBrowserElsewhere: boolean) =>
      oauthFlowRows(isBrowserElsewhere).map(({ flow }) => flow);
    assert.deepEqual(flows(false), ['browser', 'deviceCode']);
    assert.deepEqual(flows(true), ['deviceCode', 'browser']);
  });
});

describe('The page at the end of a sign-in', () => {
  afterEach(() => {
    config({ contents: {} });
  });

  it('says whether the user is signed in, without a script', () => {
    assert.match(signedInPage(), /<h1>You’re signed in\.<\/h1>/);
    assert.match(notSignedInPage(), /<h1>You aren’t signed in\.<\/h1>/);
    assert.doesNotMatch(signedInPage() + notSignedInPage(), /<script/);
  });

  it('escapes a translation that contains markup', () => {
    config({ contents: { 'You’re signed in.': 'A & B <b>' } });
    assert.match(signedInPage(), /<h1>A &amp; B &lt;b><\/h1>/);
  });
});

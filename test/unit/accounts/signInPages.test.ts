import assert from 'node:assert/strict';
import { config } from '@vscode/l10n';
import { notSignedInPage, signedInPage } from '../../../src/accounts/signInPages';

describe('The page at the end of a sign-in', () => {
  afterEach(() => {
    config({ contents: {} });
  });

  it('says whether one is signed in, without a script', () => {
    assert.match(signedInPage(), /<h1>You are signed in\.<\/h1>/);
    assert.match(notSignedInPage(), /<h1>You are not signed in\.<\/h1>/);
    assert.doesNotMatch(signedInPage() + notSignedInPage(), /<script/);
  });

  it('shows a translation as text, whatever is in it', () => {
    config({ contents: { 'You are signed in.': 'A & B <b>' } });
    assert.match(signedInPage(), /<h1>A &amp; B &lt;b><\/h1>/);
  });
});

import assert from 'node:assert/strict';
import { isDeviceCodePage, isOnLoginHost } from '../../../../src/accounts/msal/loginAddress';

const loginHost = 'login.microsoftonline.com';

const foreign = [
  'http://login.microsoftonline.com/x',
  'https://login.microsoftonline.com:8443/x',
  'https://ada@login.microsoftonline.com/x',
  'https://ada:secret@login.microsoftonline.com/x',
  'https://login.microsoftonline.com.evil.example/x',
  'https://evil.example/login.microsoftonline.com',
  'https://login.microsoftonline.com@evil.example/x',
  'https://login.microsoftonline.us/x',
  'https://127.0.0.1/x',
  'login.microsoftonline.com/x',
  'file:///x',
  '',
];

describe('The login host', () => {
  it('is recognized by https on exactly that host', () => {
    assert.ok(isOnLoginHost(`https://${loginHost}/organizations/oauth2/v2.0/token`, loginHost));
    assert.ok(isOnLoginHost(`https://${loginHost}:443/`, loginHost));
    for (const url of foreign) {
      assert.equal(isOnLoginHost(url, loginHost), false, url);
    }
  });
});

describe('The page for a device code', () => {
  it('is on the login host or on another known host of Microsoft’s', () => {
    for (const host of [loginHost, 'microsoft.com', 'www.microsoft.com', 'login.microsoft.com']) {
      assert.ok(isDeviceCodePage(`https://${host}/devicelogin`, loginHost), host);
    }
    for (const url of [...foreign, 'https://evil.microsoft.com/', 'http://microsoft.com/']) {
      assert.equal(isDeviceCodePage(url, loginHost), false, url);
    }
  });
});

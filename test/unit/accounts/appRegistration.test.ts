import assert from 'node:assert/strict';
import {
  adminConsentLink,
  accountsOf,
  adminCenterLink,
  ownClientId,
  readClientId,
  readTenant,
  redirectUris,
} from '../../../src/accounts/appRegistration';

const clientId = '11111111-2222-4333-8444-555555555555';

describe('The redirect URIs', () => {
  it('are those of all VS Code sign-ins, with the client ID in the Windows one', () => {
    assert.deepEqual(
      redirectUris(clientId).map(({ uri }) => uri),
      [
        'http://localhost',
        'https://vscode.dev/redirect',
        `ms-appx-web://Microsoft.AAD.BrokerPlugin/${clientId}`,
        'msauth.com.microsoft.VSCode.helper://auth',
        'msauth.com.microsoft.VSCodeInsiders.helper://auth',
        'msauth.com.msauth.unsignedapp://auth',
        'https://login.microsoftonline.com/common/oauth2/nativeclient',
      ],
    );
  });
});

describe('The link to the admin center', () => {
  it('leads to a new app registration, or to the redirect URIs of an existing one', () => {
    assert.match(
      adminCenterLink('global'),
      /^https:\/\/entra\.microsoft\.com\/#view\/.*\/CreateApplicationBlade\//,
    );
    assert.match(
      adminCenterLink('global', clientId),
      new RegExp(`/ApplicationMenuBlade/~/Authentication/appId/${clientId}/`),
    );
  });

  for (const cloud of ['usGov', 'usGovDoD'] as const) {
    it(`leads to the host for US government in the cloud ${cloud}`, () => {
      assert.match(adminCenterLink(cloud), /^https:\/\/entra\.microsoft\.us\/#view\//);
    });
  }
});

describe('The client ID that the user enters', () => {
  for (const text of [
    clientId,
    ` ${clientId}\n`,
    `{${clientId}}`,
    `"${clientId}",`.slice(0, -1),
    `( ${clientId} )`,
    '1A2B3C4D-2222-4333-8444-5555555555FF',
  ]) {
    it(`is accepted as ${JSON.stringify(text)}`, () => {
      const expected = text.replaceAll(/[^\da-fA-F-]/g, '').toLowerCase();
      assert.deepEqual(readClientId(text), { value: expected });
    });
  }

  const refused = [
    ['', 'notGuid'],
    ['my app', 'notGuid'],
    [clientId.slice(1), 'notGuid'],
    [`${clientId}0`, 'notGuid'],
    [clientId.replaceAll('-', ''), 'notGuid'],
    [`${clientId} ${clientId}`, 'notGuid'],
    ['00000000-0000-0000-0000-000000000000', 'placeholder'],
    ['AEBC6443-996d-45c2-90f0-388ff96faa56', 'ofVsCode'],
    ['{00000003-0000-0000-c000-000000000000}', 'ofGraph'],
  ] as const;
  for (const [text, problem] of refused) {
    it(`is rejected as ${problem}: ${JSON.stringify(text)}`, () => {
      assert.deepEqual(readClientId(text), { problem });
    });
  }
});

describe('The tenant that the user enters', () => {
  for (const text of [
    '99999999-2222-4333-8444-555555555555',
    'contoso.com',
    'a-b.onmicrosoft.com',
  ]) {
    it(`is accepted as ${text}, as in the setting`, () => {
      assert.deepEqual(readTenant(` {${text.toUpperCase()}} `, clientId), { value: text });
      assert.match(text, /^[\w.-]{1,128}$/);
    });
  }

  const refused = [
    ['organizations', 'notTenant'],
    ['common', 'notTenant'],
    ['', 'notTenant'],
    ['https://contoso.com/', 'notTenant'],
    ['contoso..com', 'notTenant'],
    [`${'a'.repeat(130)}.com`, 'notTenant'],
    ['00000000-0000-0000-0000-000000000000', 'placeholder'],
    [clientId, 'isClientId'],
  ] as const;
  for (const [text, problem] of refused) {
    it(`is rejected as ${problem}: ${JSON.stringify(text.slice(0, 40))}`, () => {
      assert.deepEqual(readTenant(text, clientId), { problem });
    });
  }
});

describe('The client ID in the settings', () => {
  it('counts only if it is not empty, a placeholder, or an ID of Microsoft’s', () => {
    assert.equal(ownClientId(clientId), clientId);
    assert.equal(ownClientId('aebc6443-996d-45c2-90f0-388ff96faa56'), undefined);
    assert.equal(ownClientId('00000000-0000-0000-0000-000000000000'), undefined);
    assert.equal(ownClientId(undefined), undefined);
  });
});

describe('The proposed account types', () => {
  it('are one tenant if the settings name it, and for a new app', () => {
    assert.equal(accountsOf({ clientId, tenant: 'contoso.com' }), 'oneTenant');
    assert.equal(accountsOf({ clientId, tenant: 'organizations' }), 'anyTenant');
    assert.equal(accountsOf({ clientId: undefined, tenant: 'organizations' }), 'oneTenant');
  });
});

describe('The link for the administrator', () => {
  for (const [tenant, directory] of [
    ['organizations', 'organizations'],
    ['contoso.onmicrosoft.com', 'contoso.onmicrosoft.com'],
    ['common', 'organizations'],
    ['consumers', 'organizations'],
    ['a/../b?c', 'a%2F..%2Fb%3Fc'],
  ] as const) {
    it(`leads to ${tenant}`, () => {
      assert.equal(
        adminConsentLink({ clientId, tenant }, 'global'),
        `https://login.microsoftonline.com/${directory}/adminconsent?client_id=${clientId}`,
      );
    });
  }

  for (const cloud of ['usGov', 'usGovDoD'] as const) {
    it(`leads to Microsoft Entra for US government in the cloud ${cloud}`, () => {
      assert.equal(
        adminConsentLink({ clientId, tenant: 'organizations' }, cloud),
        `https://login.microsoftonline.us/organizations/adminconsent?client_id=${clientId}`,
      );
    });
  }
});

import assert from 'node:assert/strict';
import { adminConsentLink } from '../../../src/accounts/adminConsentLink';

describe('The link for the administrator', () => {
  const clientId = '11111111-2222-4333-8444-555555555555';

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

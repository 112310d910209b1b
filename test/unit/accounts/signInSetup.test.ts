import assert from 'node:assert/strict';
import {
  accountRows,
  validateClientId,
  registrationRows,
  signInWays,
  validateTenant,
  type RegistrationAction,
} from '../../../src/accounts/signInSetup';

const clientId = '11111111-2222-4333-8444-555555555555';
const newApp = { cloud: 'global', accounts: 'oneTenant' } as const;

describe('The ways to sign in', () => {
  it('start with the user’s own app and its reason, and end with the sandbox', () => {
    const ways = signInWays();
    assert.deepEqual(
      ways.map(({ id }) => id),
      ['ownApp', 'accessToken', 'sandbox'],
    );
    assert.equal(ways[0]?.description, 'recommended');
    assert.match(ways[0].detail ?? '', /VS Code’s own application can’t request Files\.ReadWrite/);
  });
});

describe('The rows for account types', () => {
  it('start with the single tenant, and say that its ID is needed', () => {
    const [first] = accountRows();
    assert.equal(first?.id, 'oneTenant');
    assert.match(first.detail ?? '', /tenant ID/);
  });
});

describe('The rows for the app registration', () => {
  it('have different labels, because a screen reader reads only these', () => {
    const labels = registrationRows(newApp).map(({ label }) => label);
    assert.equal(new Set(labels).size, labels.length);
  });

  it('lead to the app once its ID is known, and show the ID', () => {
    const row = (id: RegistrationAction, known?: string) =>
      registrationRows({ ...newApp, clientId: known }).find((each) => each.id === id);
    assert.equal(row('openAdminCenter')?.label, 'Open the Entra Admin Center');
    assert.equal(row('openAdminCenter', clientId)?.label, 'Open the App in the Entra Admin Center');
    assert.equal(row('enterClientId')?.description, undefined);
    assert.equal(row('enterClientId', clientId)?.description, clientId);
  });

  for (const id of [
    'copyBash',
    'copyPowerShell',
    'copyRedirectUris',
    'copyForAdministrator',
  ] as const) {
    it(`show the next step after ${id}, only in that row`, () => {
      const told = registrationRows(newApp, id).filter(({ detail }) => detail !== undefined);
      assert.deepEqual(
        told.map((row) => row.id),
        [id],
      );
      assert.match(told[0]?.detail ?? '', /^Copied\./);
    });
  }

  it('name the az login of the cloud', () => {
    const [row] = registrationRows({ ...newApp, cloud: 'usGov' }, 'copyBash').filter(
      ({ detail }) => detail,
    );
    assert.match(row?.detail ?? '', /az cloud set --name AzureUSGovernment; az login/);
  });
});

describe('The validation message for a client ID', () => {
  it('is empty for a client ID, and otherwise says what is wrong', () => {
    assert.equal(validateClientId(` {${clientId}} `), undefined);
    assert.match(validateClientId('app') ?? '', /looks like/);
    assert.match(validateClientId('00000000-0000-0000-0000-000000000000') ?? '', /empty GUID/);
    assert.match(
      validateClientId('aebc6443-996d-45c2-90f0-388ff96faa56') ?? '',
      /VS Code’s own.*Files\.ReadWrite/,
    );
    assert.match(validateClientId('00000003-0000-0000-c000-000000000000') ?? '', /Graph itself/);
  });
});

describe('The validation message for a tenant', () => {
  it('is empty for a tenant, and otherwise says what is wrong', () => {
    assert.equal(validateTenant('contoso.com', clientId), undefined);
    assert.match(validateTenant('organizations', clientId) ?? '', /tenant\) ID/);
    assert.match(validateTenant('00000000-0000-0000-0000-000000000000', clientId) ?? '', /empty/);
    assert.match(validateTenant(clientId, clientId) ?? '', /That’s the client ID/);
  });
});

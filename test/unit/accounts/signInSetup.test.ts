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

describe('signInWays', () => {
  it('begin with the own app, which says why it is needed, and end with what needs nothing', () => {
    const ways = signInWays();
    assert.deepEqual(
      ways.map(({ id }) => id),
      ['ownApp', 'accessToken', 'sandbox'],
    );
    assert.equal(ways[0]?.description, 'recommended');
    assert.match(ways[0].detail ?? '', /VS Code’s own application can’t request Files\.ReadWrite/);
  });
});

describe('accountRows', () => {
  it('begin with the single tenant, and say that its ID is asked for', () => {
    const [first] = accountRows();
    assert.equal(first?.id, 'oneTenant');
    assert.match(first.detail ?? '', /tenant ID/);
  });
});

describe('registrationRows', () => {
  it('have different labels, since that is what a screen reader reads', () => {
    const labels = registrationRows(newApp).map(({ label }) => label);
    assert.equal(new Set(labels).size, labels.length);
  });

  it('lead to the app itself once it is known, and show its ID', () => {
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
    it(`say after ${id} how to go on, in its row alone`, () => {
      const told = registrationRows(newApp, id).filter(({ detail }) => detail !== undefined);
      assert.deepEqual(
        told.map((row) => row.id),
        [id],
      );
      assert.match(told[0]?.detail ?? '', /^Copied\./);
    });
  }

  it('name the cloud’s own way to sign in to Azure', () => {
    const [row] = registrationRows({ ...newApp, cloud: 'usGov' }, 'copyBash').filter(
      ({ detail }) => detail,
    );
    assert.match(row?.detail ?? '', /az cloud set --name AzureUSGovernment; az login/);
  });
});

describe('validateClientId', () => {
  it('is none for a client ID, and has its reason else', () => {
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

describe('validateTenant', () => {
  it('is none for a tenant, and has its reason else', () => {
    assert.equal(validateTenant('contoso.com', clientId), undefined);
    assert.match(validateTenant('organizations', clientId) ?? '', /tenant\) ID/);
    assert.match(validateTenant('00000000-0000-0000-0000-000000000000', clientId) ?? '', /empty/);
    assert.match(validateTenant(clientId, clientId) ?? '', /That’s the client ID/);
  });
});

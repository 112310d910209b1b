import assert from 'node:assert/strict';
import { redirectUris } from '../../../src/accounts/appRegistration';
import { azCommands, type RegistrationPlan } from '../../../src/accounts/azCommands';
import {
  administratorRequest,
  redirectUriLines,
  signInGuide,
} from '../../../src/accounts/signInGuide';

const clientId = '11111111-2222-4333-8444-555555555555';
const newApp: RegistrationPlan = { cloud: 'global', accounts: 'oneTenant' };

describe('signInGuide', () => {
  it('says why, and each setting by its name in the portal', () => {
    const guide = signInGuide(newApp);
    for (const text of [
      'VS Code’s own may not ask for `Files.ReadWrite`',
      '| Platform | **Mobile and desktop applications** (not Web, not SPA) |',
      '| Allow public client flows | **Yes** |',
      '| API permissions | Microsoft Graph, delegated: **Files.ReadWrite** |',
      'Files.ReadWrite.All',
      'Copy Settings for the Administrator',
      'az login --allow-no-subscriptions',
    ]) {
      assert.ok(guide.includes(text), text);
    }
  });

  it('holds the commands for both shells as they are copied', () => {
    const guide = signInGuide(newApp);
    assert.ok(guide.includes(`\`\`\`bash\n${azCommands('bash', newApp)}\`\`\``));
    assert.ok(guide.includes(`\`\`\`powershell\n${azCommands('powerShell', newApp)}\`\`\``));
  });

  it('puts the client ID in once it is known, and leads to the app’s own page', () => {
    const before = signInGuide(newApp);
    assert.ok(before.includes('BrokerPlugin/<client-id>`'));
    assert.ok(before.includes('/CreateApplicationBlade/'));
    const after = signInGuide({ ...newApp, clientId });
    assert.ok(after.includes(`BrokerPlugin/${clientId}\``));
    assert.ok(after.includes(`/Authentication/appId/${clientId}/`));
    assert.doesNotMatch(after, /<client-id>|CreateApplicationBlade/);
  });

  it('says what the accounts mean for the setting auth.tenant', () => {
    assert.match(
      signInGuide(newApp),
      /\*\*Single tenant\*\*.*`workbookSessions\.auth\.tenant` then/,
    );
    const any = signInGuide({ ...newApp, accounts: 'anyTenant' });
    assert.match(any, /\*\*Multiple tenants\*\*.*`workbookSessions\.auth\.tenant` stays/);
  });

  it('is that of the cloud for US government where that is the cloud', () => {
    const guide = signInGuide({ ...newApp, cloud: 'usGov' });
    assert.ok(guide.includes('https://entra.microsoft.us/'));
    assert.ok(guide.includes('az cloud set --name AzureUSGovernment\naz login'));
    assert.doesNotMatch(guide, /entra\.microsoft\.com/);
  });

  it('tells the cure of each code that the sign-in itself may show in the browser', () => {
    const guide = signInGuide(newApp);
    for (const code of [65001, 65002, 65004, 90094, 50011, 7000218, 700016, 50020, 50194]) {
      assert.match(guide, new RegExp(`^\\| \`AADSTS${code}\` \\| .+\\. \\| .+\\. \\|$`, 'm'));
    }
  });

  it('keeps each row of a table and each step in one line', () => {
    for (const line of signInGuide(newApp).split('\n')) {
      assert.equal(line.startsWith('|'), line.endsWith('|'), line);
    }
  });
});

describe('administratorRequest', () => {
  it('says what is needed, all of it, and what is wanted back', () => {
    const text = administratorRequest(newApp);
    for (const { uri } of redirectUris('<client-id>')) {
      assert.ok(text.includes(`\n${uri}\n`), uri);
    }
    assert.match(text, /Files\.ReadWrite\*\*.*/);
    assert.match(text, /application \(client\) ID and the directory \(tenant\) ID\.$/);
  });
});

describe('redirectUriLines', () => {
  it('are one a line, with the client ID where it is known', () => {
    assert.equal(redirectUriLines(clientId).split('\n').length, redirectUris('').length);
    assert.match(redirectUriLines(clientId), new RegExp(`BrokerPlugin/${clientId}$`, 'm'));
    assert.match(redirectUriLines(undefined), /BrokerPlugin\/<client-id>$/m);
  });
});

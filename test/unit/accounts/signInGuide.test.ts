import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { config } from '@vscode/l10n';
import { redirectUris } from '../../../src/accounts/appRegistration';
import { azCommands, type RegistrationPlan } from '../../../src/accounts/azCommands';
import {
  administratorRequest,
  redirectUriLines,
  signInGuide,
} from '../../../src/accounts/signInGuide';
import { registrationRows } from '../../../src/accounts/signInSetup';

const root = path.join(__dirname, '../../..');
const folder = path.join(root, 'media/guide');
const english = { folder, language: 'en' };
const portuguese = { folder, language: 'pt-br' };
const clientId = '11111111-2222-4333-8444-555555555555';
const newApp: RegistrationPlan = { cloud: 'global', accounts: 'oneTenant' };
const markdown = (name: string) => readFileSync(path.join(folder, name), 'utf8');

describe('The guide to an app registration', () => {
  afterEach(() => {
    config({ contents: {} });
  });

  it('gives the reason, and names each setting as the portal does', async () => {
    const guide = await signInGuide(newApp, english);
    for (const text of [
      "VS Code's own application can't request `Files.ReadWrite`",
      /\| Platform +\| \*\*Mobile and desktop applications\*\* \(not Web, not SPA\) +\|/,
      /\| Allow public client flows +\| \*\*Yes\*\* +\|/,
      /\| API permissions +\| Microsoft Graph, delegated: \*\*Files.ReadWrite\*\* +\|/,
      'Files.ReadWrite.All',
      'az login --allow-no-subscriptions',
    ]) {
      assert.ok(typeof text === 'string' ? guide.includes(text) : text.test(guide), String(text));
    }
  });

  it('contains the same commands for both shells as the ones to copy', async () => {
    const guide = await signInGuide(newApp, english);
    assert.ok(guide.includes(`\`\`\`bash\n${azCommands('bash', newApp)}\`\`\``));
    assert.ok(guide.includes(`\`\`\`powershell\n${azCommands('powerShell', newApp)}\`\`\``));
  });

  it('contains every redirect URI', async () => {
    const guide = await signInGuide({ ...newApp, clientId }, english);
    for (const { uri } of redirectUris(clientId)) {
      assert.ok(guide.includes(`| \`${uri}\``), uri);
    }
  });

  it('contains the client ID once it is known, and links to the page of the app', async () => {
    const before = await signInGuide(newApp, english);
    assert.ok(before.includes('BrokerPlugin/<client-id>`'));
    assert.ok(before.includes('/CreateApplicationBlade/'));
    const after = await signInGuide({ ...newApp, clientId }, english);
    assert.ok(after.includes(`BrokerPlugin/${clientId}\``));
    assert.ok(after.includes(`/Authentication/appId/${clientId}/`));
    assert.doesNotMatch(after, /<client-id>|CreateApplicationBlade/);
  });

  it('names the account types that the user chose', async () => {
    assert.match(await signInGuide(newApp, english), /\| \*\*Single tenant\*\* \(/);
    const any = await signInGuide({ ...newApp, accounts: 'anyTenant' }, english);
    assert.match(any, /\| \*\*Multiple tenants\*\* \(/);
  });

  it('leads to the admin center and the Azure CLI of the cloud for US government', async () => {
    const guide = await signInGuide({ ...newApp, cloud: 'usGov' }, english);
    assert.ok(guide.includes('https://entra.microsoft.us/'));
    assert.ok(guide.includes('az cloud set --name AzureUSGovernment\naz login'));
    assert.doesNotMatch(guide, /entra\.microsoft\.com/);
  });

  it('explains each error code that the browser may show', async () => {
    const guide = await signInGuide(newApp, english);
    for (const code of [65001, 65002, 65004, 90094, 50011, 7000218, 700016, 50020, 50194]) {
      assert.match(guide, new RegExp(`^- \\*\\*AADSTS${code}\\*\\*: .+\\. .+\\.$`, 'm'));
    }
  });

  it('is in the language of the window, or else in English', async () => {
    assert.match(await signInGuide(newApp, portuguese), /^# Um registro de aplicativo/);
    const other = { folder, language: 'de' };
    assert.match(await signInGuide(newApp, other), /^# An app registration/);
  });

  for (const language of ['en', 'pt-br']) {
    it(`quotes the rows of the setup by their labels in ${language}`, async () => {
      if (language === 'pt-br') {
        const bundle = readFileSync(path.join(root, 'l10n/bundle.l10n.pt-br.json'), 'utf8');
        config({ contents: JSON.parse(bundle) as Record<string, string> });
      }
      const guide = await signInGuide(newApp, { folder, language });
      const labels = registrationRows(newApp).map(({ label }) => label);
      const quoted = [...guide.matchAll(/“([^”]+)”/g)].map(([, label = '']) => label);
      assert.deepEqual(
        quoted.filter((label) => !labels.includes(label)),
        [],
      );
      assert.equal(quoted.length, 2);
    });
  }
});

describe('The request to the administrator', () => {
  it('contains every redirect URI, and asks for both IDs', async () => {
    const text = await administratorRequest(newApp, english);
    for (const { uri } of redirectUris('<client-id>')) {
      assert.ok(text.includes(`\n${uri}\n`), uri);
    }
    assert.match(text, /application \(client\) ID and the directory \(tenant\) ID\.$/);
  });

  it('asks for the same settings as the guide', () => {
    const settings = (name: string) =>
      markdown(name)
        .split('\n\n')
        .find((part) => part.startsWith('| '));
    for (const ending of ['.md', '.nls.pt-br.md']) {
      const table = settings(`appRegistration${ending}`);
      assert.match(table ?? '', /Files\.ReadWrite/);
      assert.equal(settings(`administratorRequest${ending}`), table);
    }
  });
});

describe('Each Markdown file of the guide', () => {
  const names = readdirSync(folder).filter((name) => !name.includes('.nls.'));

  it('has a Portuguese twin with the same placeholders, headings, and links', () => {
    assert.deepEqual(names, ['administratorRequest.md', 'appRegistration.md']);
    const shape = (text: string) => ({
      placeholders: text.match(/\{\w+\}/g),
      headings: text.match(/^#+ /gm),
      fences: text.match(/^```.*$/gm),
      rows: text.match(/^(\||\d+\.)/gm),
      settings: text.match(/`[\w.{}]+`/g),
    });
    for (const name of names) {
      const twin = markdown(name.replace('.md', '.nls.pt-br.md'));
      assert.deepEqual(shape(twin), shape(markdown(name)), name);
    }
  });

  it('has no placeholder that stays empty', async () => {
    for (const source of [english, portuguese]) {
      assert.doesNotMatch(await signInGuide(newApp, source), /\{\w+\}/);
      assert.doesNotMatch(await administratorRequest(newApp, source), /\{\w+\}/);
    }
  });
});

describe('The redirect URIs to copy', () => {
  it('are one a line, with the client ID once it is known', () => {
    assert.equal(redirectUriLines(clientId).split('\n').length, redirectUris('').length);
    assert.match(redirectUriLines(clientId), new RegExp(`BrokerPlugin/${clientId}$`, 'm'));
    assert.match(redirectUriLines(undefined), /BrokerPlugin\/<client-id>$/m);
  });
});

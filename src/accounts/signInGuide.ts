import * as l10n from '@vscode/l10n';
import {
  adminCenterLink,
  redirectUris,
  type RedirectUse,
  type SupportedAccounts,
} from './appRegistration';
import { meaningsOfEntraCodes } from '../requests/signInErrors';
import { appName, azCommands, azLogin, type RegistrationPlan, type Shell } from './azCommands';
import { errorMessage } from '../messages/errorMessages';

/** How an app is registered, to read and to copy from, as Markdown. */
export function signInGuide(plan: RegistrationPlan): string {
  return paragraphs(
    `# ${l10n.t('An app registration for Workbook Sessions')}`,
    why(),
    l10n.t(
      'It takes about five minutes, once, in one of two ways: in the admin center, or with the Azure CLI. If you may not register applications in your organization, choose “Copy Settings for the Administrator” in the list above.',
    ),
    `## ${l10n.t('The settings')}`,
    settingsTable(plan.accounts),
    `### ${l10n.t('The redirect URIs')}`,
    l10n.t(
      'Add all of them: which one is used depends on the machine and on how you connect to it.',
    ),
    redirectTable(plan.clientId),
    `## ${l10n.t('In the Microsoft Entra admin center')}`,
    portalSteps(plan),
    `## ${l10n.t('Or with the Azure CLI')}`,
    l10n.t('Sign in first, by itself, since it may ask you something:'),
    fenced('bash', azLogin(plan.cloud).join('\n')),
    cliText(plan, 'bash', 'Bash, Zsh, Azure Cloud Shell'),
    cliText(plan, 'powerShell', 'PowerShell'),
    `## ${l10n.t('Permissions and consent')}`,
    permissionsText(),
    `## ${l10n.t('If the sign-in shows an error')}`,
    l10n.t('Some of these appear only in the browser, and VS Code goes on waiting: cancel there.'),
    errorTable(),
  );
}

/** What somebody sends to whoever may register applications. */
export function administratorRequest(plan: RegistrationPlan): string {
  return paragraphs(
    l10n.t(
      'Hello! To close workbook sessions of Microsoft Graph from VS Code, I need an app registration in Microsoft Entra with these settings:',
    ),
    settingsTable(plan.accounts),
    l10n.t('The redirect URIs:'),
    fenced('text', redirectUriLines(plan.clientId)),
    l10n.t('The same with the Azure CLI, after {0}:', `\`${azLogin(plan.cloud).join('`, `')}\``),
    cliText(plan, 'bash', 'Bash, Zsh, Azure Cloud Shell'),
    cliText(plan, 'powerShell', 'PowerShell'),
    permissionsText(),
    l10n.t('Please send me the application (client) ID and the directory (tenant) ID.'),
  );
}

/** All redirect URIs, one a line, to copy. */
export function redirectUriLines(clientId: string | undefined): string {
  return redirectUris(clientId ?? clientIdPlaceholder())
    .map(({ uri }) => uri)
    .join('\n');
}

function why(): string {
  return l10n.t(
    'Whoever asks Microsoft Graph for something does so as an application that is registered in Microsoft Entra. VS Code’s own may not ask for {0}, the permission that workbook sessions need, and nobody can grant it more (AADSTS65002). So you sign in with an application of your own. It holds no secret and costs nothing; it only says who asks.',
    '`Files.ReadWrite`',
  );
}

function settingsTable(accounts: SupportedAccounts): string {
  return table([
    [l10n.t('Setting'), l10n.t('Value')],
    [l10n.t('Name'), l10n.t('{0}, or what you like', `**${appName}**`)],
    [l10n.t('Supported account types'), accountsText(accounts)],
    [l10n.t('Platform'), l10n.t('**Mobile and desktop applications** (not Web, not SPA)')],
    [l10n.t('Redirect URIs'), l10n.t('All of those below')],
    [l10n.t('Allow public client flows'), l10n.t('**Yes**')],
    [l10n.t('API permissions'), l10n.t('Microsoft Graph, delegated: {0}', '**Files.ReadWrite**')],
    [l10n.t('Certificates & secrets'), l10n.t('None')],
  ]);
}

function accountsText(accounts: SupportedAccounts): string {
  return accounts === 'oneTenant'
    ? l10n.t(
        '**Single tenant**: accounts of your organization alone. The setting {0} then holds its tenant ID.',
        '`workbookSessions.auth.tenant`',
      )
    : l10n.t(
        '**Multiple tenants**: work or school accounts of any organization. The setting {0} stays {1}.',
        '`workbookSessions.auth.tenant`',
        '`organizations`',
      );
}

function redirectTable(clientId: string | undefined): string {
  const rows = redirectUris(clientId ?? clientIdPlaceholder()).map(({ uri, use }) => [
    `\`${uri}\``,
    useText(use),
  ]);
  const known = clientId
    ? ''
    : `\n\n${l10n.t('The one with {0} is added once the app has its ID: after the registration.', `\`${clientIdPlaceholder()}\``)}`;
  return `${table([[l10n.t('Redirect URI'), l10n.t('Needed for')], ...rows])}${known}`;
}

function useText(use: RedirectUse): string {
  switch (use) {
    case 'browser':
      return l10n.t('Signing in by the browser, on this machine');
    case 'remote':
      return l10n.t('SSH, containers, WSL, Codespaces and VS Code in the browser');
    case 'windows':
      return l10n.t('Accounts that Windows knows');
    case 'mac':
      return l10n.t('Managed Macs');
    case 'macInsiders':
      return l10n.t('Managed Macs, VS Code Insiders');
    case 'macUnsigned':
      return l10n.t('Managed Macs, other builds of VS Code');
    case 'linux':
      return l10n.t('Linux with Microsoft’s identity broker');
  }
}

function portalSteps({ cloud, clientId }: RegistrationPlan): string {
  const register = l10n.t(
    '[Register an application]({0}): enter the name, choose the account types as above, leave the redirect URI empty, and press **Register**.',
    adminCenterLink(cloud),
  );
  const opened = l10n.t('Open its page [Authentication]({0}).', adminCenterLink(cloud, clientId));
  return numbered([
    clientId ? opened : register,
    l10n.t(
      'Under **Authentication**, add the platform **Mobile and desktop applications** with all the redirect URIs above.',
    ),
    l10n.t('There too, set **Allow public client flows** to **Yes** and save.'),
    l10n.t(
      'Under **API permissions**, add **Microsoft Graph**, **Delegated permissions**, **Files.ReadWrite**.',
    ),
    l10n.t(
      'On the page **Overview**, copy the **Application (client) ID**, come back here and choose “Enter the Client ID”. For a single tenant, the **Directory (tenant) ID** beside it is asked for next.',
    ),
  ]);
}

function cliText(plan: RegistrationPlan, shell: Shell, name: string): string {
  const language = shell === 'bash' ? 'bash' : 'powershell';
  return paragraphs(`**${name}**`, fenced(language, azCommands(shell, plan).trimEnd()));
}

function permissionsText(): string {
  return l10n.t(
    '{0} reaches your own OneDrive. In many organizations you grant it yourself at the first sign-in; else an administrator does, by a link that this extension gives you. {1} is needed only for workbooks of SharePoint and of other people: add it in the same place if you want those. It is asked for only when you choose to, and usually an administrator has to grant it.',
    '`Files.ReadWrite`',
    '`Files.ReadWrite.All`',
  );
}

function errorTable(): string {
  const rows = [...meaningsOfEntraCodes].map(([entraCode, code]) => {
    const { what, advice } = errorMessage(code);
    return [`\`${entraCode}\``, what, advice];
  });
  return table([[l10n.t('Code'), l10n.t('What it means'), l10n.t('What to do')], ...rows]);
}

function clientIdPlaceholder(): string {
  return l10n.t('<client-id>');
}

function paragraphs(...texts: readonly string[]): string {
  return texts.join('\n\n');
}

function fenced(language: string, text: string): string {
  return `\`\`\`${language}\n${text}\n\`\`\``;
}

function numbered(steps: readonly string[]): string {
  return steps.map((step, index) => `${index + 1}. ${step}`).join('\n');
}

function table([head = [], ...rows]: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

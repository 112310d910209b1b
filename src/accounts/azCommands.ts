import { filesReadWriteId, redirectUris, type SupportedAccounts } from './appRegistration';
import { graphAppId } from '../model/clouds';
import type { GraphCloud } from '../model/workbookSession';

export type Shell = 'bash' | 'powerShell';

/** What the name of a new app registration is; any other does. */
export const appName = 'Workbook Sessions';

/** What an app registration has to be like, as far as it is known. */
export interface RegistrationPlan {
  readonly cloud: GraphCloud;
  readonly accounts: SupportedAccounts;
  /** Known once the app is registered. */
  readonly clientId?: string | undefined;
}

/** Each shell's own words; what is quoted holds no quote, dollar or percent sign of ours. */
const shells = {
  bash: {
    variable: '$APP_ID',
    // Windows ends az's lines with a carriage return, which Git Bash would keep.
    assigned: (command: string) => `APP_ID=$(${command} | tr -d '\\r')`,
    is: (clientId: string) => `APP_ID='${clientId}'`,
    print: (label: string, value: string) => `echo "${label}: ${value}"`,
    tenant: '$(az account show --query tenantId --output tsv)',
  },
  powerShell: {
    variable: '$appId',
    assigned: (command: string) => `$appId = ${command}`,
    is: (clientId: string) => `$appId = '${clientId}'`,
    print: (label: string, value: string) => `Write-Output "${label}: ${value}"`,
    tenant: '$(az account show --query tenantId --output tsv)',
  },
} as const;

/**
 * What has to run first, and alone: `az login` may ask for a subscription, and would take the lines that
 * follow it on the clipboard for the answer.
 */
export function azLogin(cloud: GraphCloud): readonly string[] {
  const login = 'az login --allow-no-subscriptions';
  return cloud === 'global' ? [login] : ['az cloud set --name AzureUSGovernment', login];
}

/**
 * Registers the app with all its settings, or puts an existing one right; the same in each shell but for
 * its variables. One line for each command and no comments: both are read the same wherever they are pasted.
 */
export function azCommands(shell: Shell, { accounts, clientId }: RegistrationPlan): string {
  const { variable, assigned, is, print, tenant } = shells[shell];
  const audience = accounts === 'oneTenant' ? 'AzureADMyOrg' : 'AzureADMultipleOrgs';
  const uris = redirectUris(variable).map(({ uri }) => quoted(uri));
  const create = `az ad app create --display-name '${appName}' --sign-in-audience ${audience} --query appId --output tsv`;
  return [
    clientId === undefined ? assigned(create) : is(clientId),
    `az ad app update --id "${variable}" --is-fallback-public-client true --public-client-redirect-uris ${uris.join(' ')}`,
    `az ad app permission add --id "${variable}" --api ${graphAppId} --api-permissions '${filesReadWriteId}=Scope'`,
    // The portal makes this one by itself; without it an administrator finds nothing to consent to.
    ...(clientId === undefined ? [`az ad sp create --id "${variable}" --output none`] : []),
    print('Client ID', variable),
    print('Tenant ID', tenant),
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return text.includes('$') ? `"${text}"` : `'${text}'`;
}

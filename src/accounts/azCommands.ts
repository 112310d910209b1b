import { filesReadWriteId, redirectUris, type SupportedAccounts } from './appRegistration';
import { graphAppId } from '../model/clouds';
import type { GraphCloud } from '../model/workbookSession';

export type Shell = 'bash' | 'powerShell';

/** The proposed name of a new app registration. Any other works too. */
export const appName = 'Workbook Sessions';

/** The choices for an app registration so far. */
export interface RegistrationPlan {
  readonly cloud: GraphCloud;
  readonly accounts: SupportedAccounts;
  /** Known once the app is registered. */
  readonly clientId?: string | undefined;
}

/** The syntax of each shell. The quoted texts contain no quotes, dollar signs, or percent signs of our own. */
const shells = {
  bash: {
    variable: '$APP_ID',
    // On Windows, az ends its lines with a carriage return, which Git Bash would keep.
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
 * The commands that have to run first and separately. `az login` may ask for a subscription, and would read
 * the next pasted lines as the answer.
 */
export function azLogin(cloud: GraphCloud): readonly string[] {
  const login = 'az login --allow-no-subscriptions';
  return cloud === 'global' ? [login] : ['az cloud set --name AzureUSGovernment', login];
}

/**
 * The commands that register the app with all its settings, or correct an existing app. Each command is one
 * line without comments, so that every shell reads the pasted text in the same way.
 */
export function azCommands(shell: Shell, { accounts, clientId }: RegistrationPlan): string {
  const { variable, assigned, is, print, tenant } = shells[shell];
  const audience = accounts === 'oneTenant' ? 'AzureADMyOrg' : 'AzureADMultipleOrgs';
  const uris = redirectUris(variable).map(({ uri }) => quoted(uri));
  const create = `az ad app create --display-name '${appName}' --sign-in-audience ${audience} --query appId --output tsv`;
  const isNew = clientId === undefined;
  return [
    isNew ? assigned(create) : is(clientId),
    `az ad app update --id "${variable}" --is-fallback-public-client true --public-client-redirect-uris ${uris.join(' ')}`,
    `az ad app permission add --id "${variable}" --api ${graphAppId} --api-permissions '${filesReadWriteId}=Scope'`,
    // The portal creates the service principal by itself. Without it, an administrator has nothing to consent to.
    ...(isNew ? [`az ad sp create --id "${variable}" --output none`] : []),
    print('Client ID', variable),
    print('Tenant ID', tenant),
    '',
  ].join('\n');
}

function quoted(text: string): string {
  return text.includes('$') ? `"${text}"` : `'${text}'`;
}

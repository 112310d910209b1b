import { powerShellQuoted } from './quoting';
import {
  isOnThisMachine,
  nameComment,
  rootDeps,
  sessionHeader,
  textOf,
  tokenVariable,
  worksheetsUrl,
  type SnippetSource,
} from './snippetSource';

/** What `Connect-MgGraph` calls the clouds that are not the global one. */
const environments: ReadonlyMap<string, string> = new Map([
  ['https://graph.microsoft.us', 'USGov'],
  ['https://dod-graph.microsoft.us', 'USGovDoD'],
]);

/** For `Microsoft.Graph.Authentication`, which speaks to Graph only; for this machine without a module. */
export function powerShellSnippet(source: SnippetSource): string {
  const uri = powerShellQuoted(worksheetsUrl(source));
  const header = `${powerShellQuoted(sessionHeader)} = ${powerShellQuoted(source.sessionId)}`;
  if (isOnThisMachine(source)) {
    const authorization = `Authorization = "Bearer $env:${tokenVariable}"`;
    return textOf(
      `$headers = @{ ${authorization}; ${header} }`,
      nameComment('#', source),
      `(Invoke-RestMethod -Method GET -Uri ${uri} -Headers $headers).value`,
    );
  }
  const environment = environments.get(rootDeps(source).origin);
  const connect = `Connect-MgGraph -NoWelcome${environment ? ` -Environment ${environment}` : ''}`;
  return textOf(
    `$token = ConvertTo-SecureString $env:${tokenVariable} -AsPlainText -Force`,
    `${connect} -AccessToken $token`,
    nameComment('#', source),
    `(Invoke-MgGraphRequest -Method GET -Uri ${uri} -Headers @{ ${header} }).value`,
  );
}

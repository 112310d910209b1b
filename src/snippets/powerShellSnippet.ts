import { powerShellQuoted } from './quoting';
import {
  isOnThisMachine,
  nameComment,
  rootParts,
  sessionHeader,
  textOf,
  tokenVariable,
  worksheetsUrl,
  type SnippetSource,
} from './snippetSource';

/** The names of `Connect-MgGraph` for the other clouds. */
const environments: ReadonlyMap<string, string> = new Map([
  ['https://graph.microsoft.us', 'USGov'],
  ['https://dod-graph.microsoft.us', 'USGovDoD'],
]);

/** For `Microsoft.Graph.Authentication`. That module calls only Graph, so a sandbox gets plain PowerShell. */
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
  const environment = environments.get(rootParts(source).origin);
  const connect = `Connect-MgGraph -NoWelcome${environment ? ` -Environment ${environment}` : ''}`;
  return textOf(
    `$token = ConvertTo-SecureString $env:${tokenVariable} -AsPlainText -Force`,
    `${connect} -AccessToken $token`,
    nameComment('#', source),
    `(Invoke-MgGraphRequest -Method GET -Uri ${uri} -Headers @{ ${header} }).value`,
  );
}

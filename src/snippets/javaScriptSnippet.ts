import { singleQuoted } from './quoting';
import {
  isOnThisMachine,
  nameComment,
  rootParts,
  sessionHeader,
  textOf,
  tokenVariable,
  worksheetsPath,
  type SnippetSource,
} from './snippetSource';

const packageName = singleQuoted('@microsoft/microsoft-graph-client');
const usual = { origin: 'https://graph.microsoft.com', version: 'v1.0' };

/** A module for `@microsoft/microsoft-graph-client`. */
export function javaScriptSnippet(source: SnippetSource): string {
  return isOnThisMachine(source) ? forThisMachine(source) : forGraph(source);
}

function forGraph(source: SnippetSource): string {
  const { origin, version } = rootParts(source);
  return textOf(
    `import { Client } from ${packageName};`,
    '',
    'const client = Client.init({',
    origin === usual.origin ? [] : `  baseUrl: ${singleQuoted(origin)},`,
    version === usual.version ? [] : `  defaultVersion: ${singleQuoted(version)},`,
    `  authProvider: (done) => done(null, process.env.${tokenVariable}),`,
    '});',
    call(source),
  );
}

/** The client's default middleware removes the token from a request that doesn't go to Graph by HTTPS. */
function forThisMachine(source: SnippetSource): string {
  const { origin, version } = rootParts(source);
  return textOf(
    `import { Client, HTTPMessageHandler } from ${packageName};`,
    '',
    'const client = Client.initWithMiddleware({',
    `  baseUrl: ${singleQuoted(origin)},`,
    `  defaultVersion: ${singleQuoted(version)},`,
    '  middleware: new HTTPMessageHandler(),',
    '});',
    call(source, `  .header('Authorization', \`Bearer \${process.env.${tokenVariable}}\`)`),
  );
}

function call(source: SnippetSource, ...headers: readonly string[]): readonly string[] {
  return [
    '',
    ...nameComment('//', source),
    'const worksheets = await client',
    `  .api(${singleQuoted(worksheetsPath(source))})`,
    ...headers,
    `  .header(${singleQuoted(sessionHeader)}, ${singleQuoted(source.sessionId)})`,
    '  .get();',
    'console.log(worksheets.value);',
  ];
}

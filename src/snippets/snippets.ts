import * as l10n from '@vscode/l10n';
import { sandboxToken } from '../base/sandboxToken';
import { parseSessionId } from '../model/sessionId';
import { cSharpSnippet } from './cSharpSnippet';
import { curlSnippet } from './curlSnippet';
import { javaScriptSnippet } from './javaScriptSnippet';
import { powerShellSnippet } from './powerShellSnippet';
import { pythonSnippet } from './pythonSnippet';
import { restClientSnippet } from './restClientSnippet';
import { sessionHeader, tokenVariable, type SnippetSource } from './snippetSource';

export const snippetKinds = [
  'headerLine',
  'curl',
  'restClient',
  'javaScript',
  'python',
  'cSharp',
  'powerShell',
] as const;

export type SnippetKind = (typeof snippetKinds)[number];

/** A kind without its function doesn't compile. */
const makers: Readonly<Record<SnippetKind, (source: SnippetSource) => string>> = {
  headerLine: ({ sessionId }) => `${sessionHeader}: ${sessionId}`,
  curl: curlSnippet,
  restClient: restClientSnippet,
  javaScript: javaScriptSnippet,
  python: pythonSnippet,
  cSharp: cSharpSnippet,
  powerShell: powerShellSnippet,
};

/**
 * Code that lists the worksheets of a workbook in the session.
 * @throws WorkbookSessionError `invalidSessionId`
 */
export function snippetOf(kind: SnippetKind, source: SnippetSource): string {
  return makers[kind]({ ...source, sessionId: parseSessionId(source.sessionId) });
}

/** A kind of snippet in the picker. */
export interface SnippetQuickPickItem {
  readonly snippet: SnippetKind;
  readonly label: string;
  readonly description: string;
}

/** The names of languages and packages aren't translated. */
export function snippetQuickPickItems(): readonly SnippetQuickPickItem[] {
  const words: Readonly<Record<SnippetKind, readonly [label: string, description: string]>> = {
    headerLine: [l10n.t('Header Line'), sessionHeader],
    curl: ['curl', 'bash, zsh'],
    restClient: ['REST Client', l10n.t('the extension for VS Code')],
    javaScript: ['JavaScript', '@microsoft/microsoft-graph-client'],
    python: ['Python', 'msgraph-sdk'],
    cSharp: ['C#', 'Microsoft.Graph 5'],
    powerShell: ['PowerShell', 'Microsoft.Graph.Authentication'],
  };
  return snippetKinds.map((snippet) => {
    const [label, description] = words[snippet];
    return { snippet, label, description };
  });
}

/** Says what the copied snippet contains and needs. */
export function copiedText(kind: SnippetKind, isSandbox: boolean): string {
  const copied = l10n.t('Copied. It contains the session ID: treat it like a password.');
  if (kind === 'headerLine') {
    return copied;
  }
  const token = isSandbox
    ? l10n.t(
        'It reads the access token from the environment variable {0}; the sandbox takes {1}, which is no secret.',
        tokenVariable,
        sandboxToken,
      )
    : l10n.t(
        'Put your access token into the environment variable {0}: the code reads it from there.',
        tokenVariable,
      );
  return `${copied} ${token}`;
}

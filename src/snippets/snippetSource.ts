import { loopbackOrigin } from '../base/loopbackOrigin';
import type { WorkbookIds } from '../model/workbook';
import { plainText } from '../messages/plainText';

/** The values in a snippet. Snippets read the access token from the environment, so it is not among them. */
export interface SnippetSource {
  /** The root of all URLs, for example `https://graph.microsoft.com/v1.0`. */
  readonly graphRoot: string;
  /** The encoded path after the root, for example `/drives/…/items/…/workbook`. */
  readonly workbookPath: string;
  /** The SDKs use IDs. Absent if only another form of address is known. */
  readonly ids?: WorkbookIds;
  /** Printable ASCII. The quoting relies on it. */
  readonly sessionId: string;
  readonly workbookName: string;
}

/** The environment variable that holds the access token. */
export const tokenVariable = 'GRAPH_TOKEN';

export const sessionHeader = 'workbook-session-id';

/** The path of the call in the snippets, after the root. */
export function worksheetsPath({ workbookPath }: SnippetSource): string {
  return `${workbookPath}/worksheets`;
}

export function worksheetsUrl(source: SnippetSource): string {
  return `${source.graphRoot}${worksheetsPath(source)}`;
}

/** The origin and the API version of the root. */
export function rootParts({ graphRoot }: SnippetSource): { origin: string; version: string } {
  const end = graphRoot.lastIndexOf('/');
  return { origin: graphRoot.slice(0, end), version: graphRoot.slice(end + 1) };
}

/** True for a sandbox. Microsoft's clients send no token to it by default. */
export function isOnThisMachine(source: SnippetSource): boolean {
  return loopbackOrigin(rootParts(source).origin) !== undefined;
}

/** The IDs, if they have only the characters of Graph's IDs, so that they need no escapes in code. */
export function plainIds({ ids }: SnippetSource): WorkbookIds | undefined {
  return ids && isPlain.test(ids.driveId) && isPlain.test(ids.itemId) ? ids : undefined;
}

const isPlain = /^[\w!.-]+$/;

/**
 * The workbook's name as a comment of one line; no line if it has no name. It's never on the first two lines
 * of a snippet, because some languages read directives there.
 */
export function nameComment(mark: string, { workbookName }: SnippetSource): readonly string[] {
  const name = plainText(workbookName);
  return name === '' ? [] : [`${mark} ${name}`];
}

/** Joins lines to a text that ends with a line break. */
export function textOf(...lines: readonly (string | readonly string[])[]): string {
  return `${lines.flat().join('\n')}\n`;
}

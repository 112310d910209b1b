import { loopbackOrigin } from '../base/loopbackOrigin';
import type { WorkbookIds } from '../model/workbook';
import { plainText } from '../messages/plainText';

/** What a snippet is made of. An access token is not among it: snippets read it from the environment. */
export interface SnippetSource {
  /** Where requests go, for example `https://graph.microsoft.com/v1.0`. */
  readonly graphRoot: string;
  /** After the root, encoded, for example `/drives/…/items/…/workbook`. */
  readonly workbookPath: string;
  /** The SDKs call a workbook by its ids; absent when only another form of address is known. */
  readonly ids?: WorkbookIds;
  /** Printable ASCII, which is what all the quoting here is made for. */
  readonly sessionId: string;
  readonly workbookName: string;
}

/** The environment variable that holds the access token. */
export const tokenVariable = 'GRAPH_TOKEN';

export const sessionHeader = 'workbook-session-id';

/** The path of the call that the snippets make in the session, after the root. */
export function worksheetsPath({ workbookPath }: SnippetSource): string {
  return `${workbookPath}/worksheets`;
}

export function worksheetsUrl(source: SnippetSource): string {
  return `${source.graphRoot}${worksheetsPath(source)}`;
}

/** The root in its two deps: origin and API version. */
export function rootDeps({ graphRoot }: SnippetSource): { origin: string; version: string } {
  const end = graphRoot.lastIndexOf('/');
  return { origin: graphRoot.slice(0, end), version: graphRoot.slice(end + 1) };
}

/** True for a sandbox or a local stand-in, to which Microsoft's clients give no token of their own accord. */
export function isOnThisMachine(source: SnippetSource): boolean {
  return loopbackOrigin(rootDeps(source).origin) !== undefined;
}

/** The ids where they look as Graph's do, so that they can stand in code as they are. */
export function plainIds({ ids }: SnippetSource): WorkbookIds | undefined {
  return ids && isPlain.test(ids.driveId) && isPlain.test(ids.itemId) ? ids : undefined;
}

const isPlain = /^[\w!.-]+$/;

/**
 * The workbook's name as a comment of one line; no line when it has none. It never stands on a snippet's
 * first lines, where some languages look for orders to themselves.
 */
export function nameComment(mark: string, { workbookName }: SnippetSource): readonly string[] {
  const name = plainText(workbookName);
  return name === '' ? [] : [`${mark} ${name}`];
}

/** The lines as a text that ends with a line break. */
export function textOf(...lines: readonly (string | readonly string[])[]): string {
  return `${lines.flat().join('\n')}\n`;
}

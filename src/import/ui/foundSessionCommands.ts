import * as l10n from '@vscode/l10n';
import { number, object, string } from 'valibot';
import * as vscode from 'vscode';
import { readAs } from '../../base/schema';
import type { CloseFlow } from '../../sessions/ui/closeFlow';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { FoundSession } from '../foundSession';
import { untracked } from '../sessionLenses';
import type { AddFlow } from './addFlow';
import type { DocumentSessions } from './documentSessions';
import { lensDocuments } from './lensRegistrar';

/** The argument of the commands: where the lens is. It has no session ID, because other extensions can read it. */
export interface LensPlace {
  readonly uri: string;
  /** Of the document. After an edit, something else may be at the line. */
  readonly version: number;
  readonly line: number;
}

const lensPlace = object({ uri: string(), version: number(), line: number() });

interface FoundSessionDeps {
  readonly addFlow: Pick<AddFlow, 'addFound' | 'addOne'>;
  readonly closeFlow: Pick<CloseFlow, 'close'>;
  readonly documents: DocumentSessions;
}

/** Track Session: lists the session at a line of the editor, or those of several that the user confirms. */
export function trackFound({ addFlow, documents }: FoundSessionDeps): CommandHandler {
  return async (place) => {
    const found = untracked(sessionsAt(place, documents), documents.known());
    const [only, ...others] = found;
    if (only && others.length === 0) {
      await addFlow.addOne(only, l10n.t('Track Session'));
    } else if (only) {
      await addFlow.addFound(found, l10n.t('Track Sessions'));
    }
  };
}

/** Close Session: closes the session at a line of the editor. It is listed first, so a failed close doesn't lose it. */
export function closeFound({ addFlow, closeFlow, documents }: FoundSessionDeps): CommandHandler {
  return async (place) => {
    const [only, ...others] = sessionsAt(place, documents);
    if (!only || others.length > 0) {
      return;
    }
    const listed = documents.known().listed(only);
    const keys = listed ? [listed.key] : await addFlow.addOne(only, l10n.t('Close Session'));
    await closeFlow.close(keys);
  };
}

/** Any extension can call a command with any argument, so only a place in an open document counts. */
function sessionsAt(argument: unknown, documents: DocumentSessions): readonly FoundSession[] {
  const place = readAs(lensPlace, argument);
  const document = vscode.workspace.textDocuments.find(
    (one) => one.uri.toString() === place?.uri && vscode.languages.match(lensDocuments, one) > 0,
  );
  if (!place || !document) {
    return [];
  }
  if (document.version !== place.version) {
    void vscode.window.showInformationMessage(l10n.t('The text has changed. Try again.'));
    return [];
  }
  return documents.in(document).get(place.line) ?? [];
}

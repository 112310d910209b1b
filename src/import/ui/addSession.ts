import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { FoundSession } from '../foundSession';
import type { PastedSession } from '../pastedSession';
import { parseSessionId } from '../../model/sessionId';
import type { AddFlow } from './addFlow';
import type { CommandHandler } from '../../window/commandRegistrar';
import type { SessionSource } from './sessionSource';
import { back, enterText, validationMessage } from '../../window/steps';

/** Finds sessions in a text. Never throws. */
type FindSessions = (text: string) => readonly FoundSession[];

interface AddSessionDeps {
  readonly addFlow: AddFlow;
  readonly findSessions: FindSessions;
  readonly sessionSource: SessionSource;
}

/** Add Existing Session: lists sessions that other programs opened. Sends only lookups of workbooks. */
export function addSession(deps: AddSessionDeps): CommandHandler {
  return async () => {
    const title = l10n.t('Add Existing Session');
    const source = await deps.sessionSource.ask(title);
    if (source?.kind === 'text') {
      await addFromText(source.text, title, deps);
    } else if (source) {
      await addFromLine(source.pasted, title, deps);
    }
  };
}

async function addFromText(
  text: string,
  title: string,
  { addFlow, findSessions }: AddSessionDeps,
): Promise<void> {
  const found = findSessions(text);
  if (found.length > 0) {
    await addFlow.addFound(found, title);
    return;
  }
  void vscode.window.showInformationMessage(
    l10n.t(
      'No workbook session was found there. A session ID is the value of the header workbook-session-id, or the id in the answer of createSession.',
    ),
  );
}

async function addFromLine(
  pasted: PastedSession,
  title: string,
  { addFlow }: AddSessionDeps,
): Promise<void> {
  const sessionId = pasted.sessionId ?? (await askForSessionId(title));
  if (sessionId) {
    const session = { ...pasted, sessionId, mode: 'unknownMode', isClosedInText: false } as const;
    await addFlow.addOne(session, title);
  }
}

async function askForSessionId(title: string): Promise<string | undefined> {
  const text = await enterText(
    { title, hasBack: false, ignoreFocusOut: true },
    {
      prompt: l10n.t('Paste the session ID: the value of the header workbook-session-id.'),
      password: true,
      validate: (value) => validationMessage(() => parseSessionId(value)),
    },
  );
  return text === back ? undefined : text;
}

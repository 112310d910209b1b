import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { defined } from '../../base/defined';
import type { CloseOutcome, RefreshOutcome } from '../../model/closeOutcome';
import { describeError, toWorkbookSessionError } from '../../model/errors';
import { errorMessage } from '../../messages/errorMessages';
import type { WorkbookSession } from '../../model/workbookSession';
import { closeConsent, type CloseQuestions } from '../../sessions/closeConsent';
import type { SessionService } from '../../sessions/sessionService';
import { outcomeLine } from '../../sessions/view/outcomeMessages';
import { closeTexts, refreshTexts } from '../../sessions/view/outcomeTexts';
import type { WindowContext } from '../../window/windowContext';
import {
  closeQuestion,
  keysOfInput,
  listAnswer,
  outcomesAnswer,
  refusedAnswer,
  ToolInputError,
} from '../toolTexts';
import type { Tool, Tools } from './toolRegistrar';

export interface SessionToolDeps extends Pick<WindowContext, 'clock' | 'log'> {
  readonly closeQuestions: () => Promise<CloseQuestions>;
  readonly service: SessionService;
  /** Resolves when the list has been read from disk. */
  readonly whenReady: Promise<void>;
}

/** Closes or refreshes sessions. */
interface Act {
  readonly logName: 'Closing' | 'Refreshing';
  readonly mayAct: (sessions: readonly WorkbookSession[]) => Promise<boolean>;
  readonly send: (
    keys: readonly string[],
    options: { readonly interactive: false; readonly signal: AbortSignal },
  ) => Promise<readonly (CloseOutcome | RefreshOutcome)[]>;
}

/**
 * What language models can do with sessions. They know a session by its key and never see its ID. No tool
 * opens a sign-in dialog. VS Code lets a user allow a tool for ever, so our own question comes before a close
 * too.
 */
export function sessionTools(deps: SessionToolDeps): Tools {
  const { clock, log, service, whenReady } = deps;
  const listed = async (keys: readonly string[]): Promise<readonly WorkbookSession[]> => {
    await whenReady;
    return keys.flatMap((key) => service.session(key) ?? []);
  };
  const requester = () => l10n.t('An assistant wants to close workbook sessions.');
  const mayCloseOne = closeConsent(deps.closeQuestions, requester);
  // As in a command of the user, several always need a question.
  const mayClose = async (sessions: readonly WorkbookSession[]) =>
    sessions.length > 1
      ? (await deps.closeQuestions()).ask(sessions, requester())
      : mayCloseOne(sessions);
  const invoke =
    ({ logName, mayAct, send }: Act): Tool['invoke'] =>
    ({ input }, cancellation) =>
      answered(log, async () => {
        const keys = keysOfInput(input);
        const sessions = await listed(keys);
        stopIf(cancellation);
        if (sessions.length > 0 && !(await mayAct(sessions))) {
          return refusedAnswer(keys);
        }
        stopIf(cancellation);
        const outcomes = await withSignal(cancellation, (signal) =>
          send(
            sessions.map(({ key }) => key),
            { interactive: false, signal },
          ),
        );
        log.info(`For a language model: ${outcomeLine(logName, outcomes)}`);
        return outcomesAnswer(keys, sessions, outcomes);
      });

  return {
    list_workbook_sessions: {
      prepareInvocation: () => ({ invocationMessage: l10n.t('Listing workbook sessions') }),
      invoke: ({ input }) =>
        answered(log, async () => {
          await whenReady;
          log.info('For a language model: listing the sessions.');
          return listAnswer(service.sessions(), input, clock.now());
        }),
    },
    close_workbook_sessions: {
      prepareInvocation: async ({ input }) => {
        const sessions = await listed(keysOfInput(input));
        const { title, message } = closeQuestion(sessions, clock.now());
        // Names come from other people's files: none of them is read as Markdown.
        const question = { title, message: new vscode.MarkdownString().appendText(message) };
        return {
          invocationMessage: closeTexts.progress(sessions.length),
          ...defined({ confirmationMessages: sessions.length > 0 ? question : undefined }),
        };
      },
      invoke: invoke({
        logName: 'Closing',
        mayAct: mayClose,
        send: service.close.bind(service),
      }),
    },
    refresh_workbook_sessions: {
      prepareInvocation: async ({ input }) => ({
        invocationMessage: refreshTexts.progress((await listed(keysOfInput(input))).length),
      }),
      invoke: invoke({
        logName: 'Refreshing',
        mayAct: () => Promise.resolve(true),
        send: service.refresh.bind(service),
      }),
    },
  };
}

/** The answer as a result. An error leaves as its text only, because others may hold account, path, or cause. */
async function answered(
  log: Pick<vscode.LogOutputChannel, 'info'>,
  run: () => Promise<string>,
): Promise<vscode.LanguageModelToolResult> {
  try {
    const text = await run();
    return new vscode.LanguageModelToolResult([new vscode.LanguageModelTextPart(text)]);
  } catch (error) {
    if (error instanceof ToolInputError || error instanceof vscode.CancellationError) {
      throw error;
    }
    const known = toWorkbookSessionError(error);
    log.info(`For a language model: ${describeError(known)}`);
    const { what, advice } = errorMessage(known.code);
    throw new Error(`${what} ${advice}`);
  }
}

/** VS Code stopped the call, for example because the user stopped the chat. */
function stopIf(cancellation: vscode.CancellationToken): void {
  if (cancellation.isCancellationRequested) {
    throw new vscode.CancellationError();
  }
}

async function withSignal<T>(
  cancellation: vscode.CancellationToken,
  run: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const listening = cancellation.onCancellationRequested(() => {
    controller.abort();
  });
  try {
    return await run(controller.signal);
  } finally {
    listening.dispose();
  }
}

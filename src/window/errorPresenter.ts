import * as vscode from 'vscode';
import { extensionId, ownAppArgument, type CommandId, type SettingId } from '../contributions';
import type { Purpose } from '../messages/errorNotice';
import type { MessageAction, MessageActionId } from '../messages/messageActions';
import { describeError, toWorkbookSessionError } from '../model/errors';
import type { Logger } from '../model/ports';

/** What the buttons of a message do. */
export type ErrorActions = Readonly<Partial<Record<MessageActionId, () => PromiseLike<unknown>>>>;

const run =
  (id: CommandId, ...args: readonly string[]) =>
  () =>
    vscode.commands.executeCommand(id, ...args);
const openSetting = (query: SettingId | `@ext:${string}` | 'microsoft-sovereign-cloud') => () =>
  vscode.commands.executeCommand('workbench.action.openSettings', query);

/** What a button does unless the caller says otherwise. */
const actionsEverywhere: ErrorActions = {
  setUpSignIn: run('workbookSessions.setUpSignIn', ownAppArgument),
  signIn: run('workbookSessions.signIn'),
  useAccessToken: run('workbookSessions.useAccessToken'),
  startSandbox: run('workbookSessions.startSandbox'),
  addAgain: run('workbookSessions.addSession'),
  showLog: run('workbookSessions.showLog'),
  openClientIdSetting: openSetting('workbookSessions.auth.clientId'),
  openTenantSetting: openSetting('workbookSessions.auth.tenant'),
  openCloudSetting: openSetting('microsoft-sovereign-cloud'),
  openEndpointSetting: openSetting(`@ext:${extensionId} endpoint`),
};

/** A button of a message. It shows its own errors. */
export interface MessageButton extends Pick<MessageAction, 'id' | 'label'> {
  press(): Promise<void>;
}

/** How long the status bar shows what the user cancelled, in milliseconds. */
const quietMessageMs = 5000;

/** Shows messages with buttons, and logs and shows errors: what happened, what to do, and a button that does it. */
export class ErrorPresenter {
  /** @param currentActions what buttons do that depends on the settings; a button without an action isn't shown */
  constructor(
    private readonly logger: Logger,
    private readonly currentActions: () => ErrorActions,
  ) {}

  /**
   * @param actions what the buttons do here, in addition to what they do everywhere
   * @param wanted what the user wanted, or the command that they ran
   */
  async show(
    thrown: unknown,
    actions: ErrorActions = {},
    wanted?: Purpose | CommandId,
  ): Promise<void> {
    const error = toWorkbookSessionError(thrown);
    // Most windows never show an error.
    const { errorNotice } = await import('../messages/errorNotice');
    const { place, text, actions: offered } = errorNotice(error, wanted);
    if (place === 'statusBar') {
      this.logger.info(`Cancelled: ${describeError(error)}`);
      vscode.window.setStatusBarMessage(text, quietMessageMs);
      return;
    }
    this.logger[place](`A message was shown: ${describeError(error)}`);
    await this.tell(place, text, offered, actions);
  }

  /** Shows a message. Only buttons that have an action are on it. */
  async tell(
    severity: 'info' | 'warning' | 'error',
    text: string,
    offered: readonly MessageAction[],
    actions: ErrorActions,
  ): Promise<void> {
    const buttons = this.buttonsOf(offered, actions);
    const show = {
      info: vscode.window.showInformationMessage,
      warning: vscode.window.showWarningMessage,
      error: vscode.window.showErrorMessage,
    }[severity];
    const chosen = await show(text, ...buttons.map(({ label }) => label));
    await buttons.find(({ label }) => label === chosen)?.press();
  }

  /** The buttons that have an action here. A button without one is replaced by its alternative. */
  buttonsOf(
    offered: readonly MessageAction[],
    actions: ErrorActions = {},
  ): readonly MessageButton[] {
    const known: ErrorActions = { ...actionsEverywhere, ...this.currentActions(), ...actions };
    return offered
      .map((action) => (known[action.id] ? action : action.instead))
      .filter((action) => action !== undefined)
      .flatMap(({ id, label }) => {
        const act = known[id];
        return act ? [{ id, label, press: () => this.press(act) }] : [];
      });
  }

  private async press(act: () => PromiseLike<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      // Without the actions of the first message: they would repeat an action that has just failed.
      await this.show(error);
    }
  }
}

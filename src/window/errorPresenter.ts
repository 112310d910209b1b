import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { extensionId, ownAppArgument, type CommandId, type SettingId } from '../contributions';
import { describeError, toWorkbookSessionError } from '../model/errors';
import type { Logger } from '../model/ports';
import type { MessageActionId, MessageAction } from '../messages/messageActions';
import type { Purpose } from '../messages/errorNotice';

/** What the buttons of a message do. */
export type ErrorActions = Readonly<Partial<Record<MessageActionId, () => PromiseLike<unknown>>>>;

const run =
  (id: CommandId, ...args: readonly string[]) =>
  () =>
    vscode.commands.executeCommand(id, ...args);
const openSetting = (query: SettingId | `@ext:${string}` | 'microsoft-sovereign-cloud') => () =>
  vscode.commands.executeCommand('workbench.action.openSettings', query);

/** What a button does unless the place where the message is shown knows better. */
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

/** A button of a message; its errors are told. */
export interface MessageButton extends Pick<MessageAction, 'id' | 'label'> {
  press(): Promise<void>;
}

/** How long the status bar says what became of something that the user cancelled, in milliseconds. */
const quietMessageMs = 5000;

/** Logs errors and tells them: what happened, what to do, and a button that does it. */
export class ErrorPresenter {
  constructor(
    private readonly deps: {
      readonly logger: Logger;
      /** What the buttons do to the session that an error is about. */
      readonly actionsForSession: (key: string) => ErrorActions;
      /** Signs in without a provider of VS Code's; that way is used from then on. */
      readonly signInAnotherWay: () => PromiseLike<unknown>;
      /** Where an administrator grants the app its permissions; undefined without a client id. */
      readonly adminConsentLink: () => string | undefined;
    },
  ) {}

  /**
   * @param actions what the buttons do here, on top of what they do everywhere
   * @param wanted what the user wanted, or the command that they ran
   */
  async show(
    thrown: unknown,
    actions: ErrorActions = {},
    wanted?: Purpose | CommandId,
  ): Promise<void> {
    const error = toWorkbookSessionError(thrown);
    // Most windows see no error.
    const { errorNotice } = await import('../messages/errorNotice');
    const { place, text, actions: offered } = errorNotice(error, wanted);
    if (place === 'statusBar') {
      this.deps.logger.info(`Cancelled: ${describeError(error)}`);
      vscode.window.setStatusBarMessage(text, quietMessageMs);
      return;
    }
    this.deps.logger[place](`A message was shown: ${describeError(error)}`);
    await this.tell(place, text, offered, {
      ...this.actionsFor(error.facts.sessionKey),
      ...actions,
    });
  }

  /** Shows a message; only the buttons that do something here are on it. */
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

  /** Those of the actions that can be done here, in the place of others what can be done instead. */
  buttonsOf(
    offered: readonly MessageAction[],
    actions: ErrorActions = {},
  ): readonly MessageButton[] {
    const { signInAnotherWay } = this.deps;
    const known: ErrorActions = {
      ...actionsEverywhere,
      ...{ signInAnotherWay, ...this.linkAction() },
      ...actions,
    };
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
      // Without the first message's own buttons: they repeat the first act, and this one failed.
      await this.show(error);
    }
  }

  private linkAction(): ErrorActions {
    const link = this.deps.adminConsentLink();
    return link === undefined ? {} : { copyAdminConsentLink: () => copyLink(link) };
  }

  private actionsFor(key: string | undefined): ErrorActions {
    return key === undefined ? {} : this.deps.actionsForSession(key);
  }
}

async function copyLink(link: string): Promise<void> {
  await vscode.env.clipboard.writeText(link);
  void vscode.window.showInformationMessage(
    l10n.t('The link is on the clipboard: send it to an administrator.'),
  );
}

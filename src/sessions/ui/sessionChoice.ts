import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { viewSelectionArgument, type CommandId } from '../../contributions';
import type { SessionService } from '../sessionService';
import { accountKey, workbookKey, type WorkbookSession } from '../../model/workbookSession';
import { sessionQuickPickItem } from '../view/quickPicks';
import { endedKeysOfRows, keysOfRows } from '../view/sessionSelection';
import { ownerText, workbookName } from '../view/sessionTexts';
import { lostRow } from '../../window/commandRunner';
import type { SessionViews } from './sessionViews';
import { back, chooseRows } from '../../window/steps';

/** Finds the sessions of a command: from its arguments, from the view's selection, or by asking the user. */
export class SessionChoice {
  constructor(
    private readonly service: SessionService,
    private readonly views: SessionViews,
    private readonly clock: Clock,
  ) {}

  /**
   * The keys of the sessions that the arguments stand for, or else of those that the user picks; each once.
   * Any extension can call a command with any argument, so only rows that the view handed out count.
   * @param isOffered which sessions the user can pick; absent: all
   */
  async choose(
    node: unknown,
    nodes: unknown,
    title: string,
    isOffered?: (session: WorkbookSession) => boolean,
  ): Promise<readonly string[]> {
    return this.keysOf(node, nodes) ?? this.pick(title, isOffered);
  }

  /** The same for a command that has a key in the view, where the argument stands for the view's selection. */
  async chooseOrSelected(node: unknown, nodes: unknown, title: string): Promise<readonly string[]> {
    return node === viewSelectionArgument ? this.inView() : this.choose(node, nodes, title);
  }

  /** One session. If the arguments stand for several or none, the user chooses. */
  async chooseOne(
    node: unknown,
    nodes: unknown,
    title: string,
  ): Promise<WorkbookSession | undefined> {
    const now = this.clock.now();
    const placeHolder = l10n.t('Choose a session');
    return this.oneOf(this.candidates(node, nodes), { title, placeHolder }, (session) =>
      sessionQuickPickItem(session, now),
    );
  }

  /** One workbook, as one of its sessions. If the arguments stand for several or none, the user chooses. */
  async chooseWorkbook(
    node: unknown,
    nodes: unknown,
    title: string,
  ): Promise<WorkbookSession | undefined> {
    const { sessions, areNamed } = this.candidates(node, nodes);
    const byWorkbook = new Map(sessions.map((session) => [workbookKey(session), session]));
    const placeHolder = l10n.t('Choose a workbook');
    return this.oneOf(
      { sessions: [...byWorkbook.values()], areNamed },
      { title, placeHolder },
      (session) => ({ label: workbookName(session), description: ownerText(session) ?? '' }),
    );
  }

  /** One account, as one of its sessions. If the arguments stand for several or none, the user chooses. */
  async chooseAccount(
    node: unknown,
    nodes: unknown,
    title: string,
  ): Promise<WorkbookSession | undefined> {
    const { sessions, areNamed } = this.candidates(node, nodes);
    // For a row whose owner is unknown, the user chooses the account while signing in.
    const owned = sessions.filter(
      ({ target, account }) => target.cloud !== 'sandbox' && (account !== undefined || areNamed),
    );
    const byAccount = new Map(owned.map((session) => [accountKey(session), session]));
    if (byAccount.size === 0) {
      void (areNamed && sessions.length === 0 ? undefined : tellThatNoAccountIsKnown(areNamed));
      return undefined;
    }
    const placeHolder = l10n.t('Which account do you want to use?');
    return this.oneOf(
      { sessions: [...byAccount.values()], areNamed },
      { title, placeHolder },
      (session) => ({ label: ownerText(session) ?? '' }),
    );
  }

  /** The keys of all sessions. Without sessions, a message says so. */
  async all(): Promise<readonly string[]> {
    const sessions = this.actionable();
    if (sessions.length === 0) {
      await tellThatNoneIsListed();
    }
    return sessions.map(({ key }) => key);
  }

  /** The keys of the ended sessions that the arguments stand for; undefined without arguments. */
  endedOf(node: unknown, nodes: unknown): readonly string[] | undefined {
    const rows = this.rowsOf(node, nodes);
    return rows && endedKeysOfRows(rows, this.views.nodes);
  }

  /** The keys of the sessions that are selected in the view; none while the view is hidden. */
  private inView(): readonly string[] {
    const { tree, nodes } = this.views;
    return keysOfRows(tree.isVisible ? tree.selection : [], nodes);
  }

  /** The keys of the sessions that the user ticks; none if the user leaves the list. */
  async pick(
    title: string,
    isOffered: (session: WorkbookSession) => boolean = () => true,
  ): Promise<readonly string[]> {
    const now = this.clock.now();
    const sessions = this.actionable().filter(isOffered);
    if (sessions.length === 0) {
      await tellThatNoneIsListed();
      return [];
    }
    const rows = sessions.map((session) => ({
      ...sessionQuickPickItem(session, now),
      picked: sessions.length === 1,
    }));
    const ticked = await chooseRows(
      { title, hasBack: false, ignoreFocusOut: false },
      { placeholder: l10n.t('Tick sessions with Space, then press Enter'), rows },
    );
    return ticked === undefined || ticked === back ? [] : ticked.map(({ key }) => key);
  }

  /** The keys of the sessions that the arguments stand for; undefined without arguments. */
  private keysOf(node: unknown, nodes: unknown): readonly string[] | undefined {
    const rows = this.rowsOf(node, nodes);
    return rows && keysOfRows(rows, this.views.nodes);
  }

  private rowsOf(node: unknown, nodes: unknown): readonly unknown[] | undefined {
    if (node === lostRow) {
      void vscode.window.showInformationMessage(
        l10n.t('The list was just being updated. Try again.'),
      );
      return [];
    }
    const rows: readonly unknown[] = Array.isArray(nodes) && nodes.length > 0 ? nodes : [node];
    if (rows.every((row) => row === undefined || row === null)) {
      return undefined;
    }
    return rows.filter((row) => this.views.tree.hasHandedOut(row));
  }

  private candidates(node: unknown, nodes: unknown): Candidates {
    const named = this.keysOf(node, nodes);
    const sessions = this.actionable();
    if (!named) {
      return { sessions, areNamed: false };
    }
    const keys = new Set(named);
    return { sessions: sessions.filter(({ key }) => keys.has(key)), areNamed: true };
  }

  private async oneOf(
    { sessions, areNamed }: Candidates,
    options: vscode.QuickPickOptions,
    itemOf: (session: WorkbookSession) => vscode.QuickPickItem,
  ): Promise<WorkbookSession | undefined> {
    if (sessions.length === 0) {
      await (areNamed ? undefined : tellThatNoneIsListed());
      return undefined;
    }
    if (areNamed && sessions.length === 1) {
      return sessions[0];
    }
    const items = sessions.map((session) => ({ ...itemOf(session), session }));
    const picked = await vscode.window.showQuickPick(items, {
      ...options,
      matchOnDescription: true,
      matchOnDetail: true,
    });
    return picked?.session;
  }

  /** A session that is being opened has no ID yet. */
  private actionable(): readonly WorkbookSession[] {
    return this.service.sessions().filter(({ status }) => status !== 'opening');
  }
}

/** The sessions to choose from, and whether the command's arguments named them. */
interface Candidates {
  readonly sessions: readonly WorkbookSession[];
  readonly areNamed: boolean;
}

/** @param areNamed true if the arguments named sessions: all of them are the sandbox's */
function tellThatNoAccountIsKnown(areNamed: boolean): PromiseLike<unknown> {
  return vscode.window.showInformationMessage(
    areNamed
      ? l10n.t('The sandbox has no accounts, so you don’t have to sign in.')
      : l10n.t('No account of a listed session is known.'),
  );
}

async function tellThatNoneIsListed(): Promise<void> {
  const commands: ReadonlyMap<string, CommandId> = new Map([
    [l10n.t('Create Session…'), 'workbookSessions.createSession'],
    [l10n.t('Add Existing Session…'), 'workbookSessions.addSession'],
  ]);
  const message = l10n.t('No workbook sessions are listed.');
  const chosen = await vscode.window.showInformationMessage(message, ...commands.keys());
  const command = chosen === undefined ? undefined : commands.get(chosen);
  await (command && vscode.commands.executeCommand(command));
}

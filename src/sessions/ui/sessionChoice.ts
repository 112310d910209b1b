import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import type { CommandId } from '../../contributions';
import type { SessionService } from '../sessionService';
import { accountKey, workbookKey, type WorkbookSession } from '../../model/workbookSession';
import { sessionQuickPickItem } from '../quickPicks';
import { endedKeysOfRows, keysOfRows } from '../sessionSelection';
import { ownerText, workbookName } from '../sessionTexts';
import { lostRow } from '../../window/commandRunner';
import type { SessionViews } from './sessionViews';
import { back, chooseRows } from '../../window/steps';

/** Which sessions a command is about: its arguments say so, or the view's selection, or the user. */
export class SessionChoice {
  constructor(
    private readonly service: SessionService,
    private readonly views: SessionViews,
    private readonly clock: Clock,
  ) {}

  /**
   * The keys of the sessions that the arguments mean, else of those that the user picks; each once.
   * Anybody can call a command with anything: only rows that the view itself handed out count.
   */
  async choose(node: unknown, nodes: unknown, title: string): Promise<readonly string[]> {
    return this.given(node, nodes) ?? this.pick(title);
  }

  /** One session; where the arguments mean several or none, the user says which. */
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

  /** One workbook, as one of its sessions; where the arguments mean several or none, the user says which. */
  async chooseWorkbook(
    node: unknown,
    nodes: unknown,
    title: string,
  ): Promise<WorkbookSession | undefined> {
    const { sessions, areGiven } = this.candidates(node, nodes);
    const byWorkbook = new Map(sessions.map((session) => [workbookKey(session), session]));
    const placeHolder = l10n.t('Choose a workbook');
    return this.oneOf(
      { sessions: [...byWorkbook.values()], areGiven },
      { title, placeHolder },
      (session) => ({ label: workbookName(session), description: ownerText(session) ?? '' }),
    );
  }

  /** One account, as one of its sessions; where the arguments mean several or none, the user says which. */
  async chooseAccount(
    node: unknown,
    nodes: unknown,
    title: string,
  ): Promise<WorkbookSession | undefined> {
    const { sessions, areGiven } = this.candidates(node, nodes);
    // Of a row whose owner is unknown, the user says as whom to sign in.
    const owned = sessions.filter(
      ({ target, account }) => target.cloud !== 'sandbox' && (account !== undefined || areGiven),
    );
    const byAccount = new Map(owned.map((session) => [accountKey(session), session]));
    if (byAccount.size === 0) {
      void (areGiven && sessions.length === 0 ? undefined : tellThatNoAccountIsKnown(areGiven));
      return undefined;
    }
    const placeHolder = l10n.t('Which account do you want to use?');
    return this.oneOf(
      { sessions: [...byAccount.values()], areGiven },
      { title, placeHolder },
      (session) => ({ label: ownerText(session) ?? '' }),
    );
  }

  /** The keys of all sessions; when there is none, the user is told so. */
  async all(): Promise<readonly string[]> {
    const sessions = this.actionable();
    if (sessions.length === 0) {
      await tellThatNoneIsListed();
    }
    return sessions.map(({ key }) => key);
  }

  /** The keys of the ended sessions that the arguments mean; undefined when there are no arguments. */
  endedOf(node: unknown, nodes: unknown): readonly string[] | undefined {
    const rows = this.givenRows(node, nodes);
    return rows && endedKeysOfRows(rows, this.views.nodes);
  }

  /** The keys of the sessions whose rows are selected in the view; none while nobody can see them. */
  inView(): readonly string[] {
    const { tree, nodes } = this.views;
    return keysOfRows(tree.isVisible ? tree.selection : [], nodes);
  }

  /** The keys of the sessions that the user ticks; none when they went away, or when there is nothing to tick. */
  async pick(title: string): Promise<readonly string[]> {
    const now = this.clock.now();
    const sessions = this.actionable();
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

  /** The keys of the sessions that the arguments mean; undefined when there are no arguments. */
  private given(node: unknown, nodes: unknown): readonly string[] | undefined {
    const rows = this.givenRows(node, nodes);
    return rows && keysOfRows(rows, this.views.nodes);
  }

  private givenRows(node: unknown, nodes: unknown): readonly unknown[] | undefined {
    if (node === lostRow) {
      void vscode.window.showInformationMessage(
        l10n.t('The list was just changing: please try again.'),
      );
      return [];
    }
    const given: readonly unknown[] = Array.isArray(nodes) && nodes.length > 0 ? nodes : [node];
    if (given.every((row) => row === undefined || row === null)) {
      return undefined;
    }
    return given.filter((row) => this.views.tree.hasHandedOut(row));
  }

  private candidates(node: unknown, nodes: unknown): Candidates {
    const given = this.given(node, nodes);
    const sessions = this.actionable();
    return given
      ? { sessions: sessions.filter(({ key }) => given.includes(key)), areGiven: true }
      : { sessions, areGiven: false };
  }

  private async oneOf(
    { sessions, areGiven }: Candidates,
    options: vscode.QuickPickOptions,
    itemOf: (session: WorkbookSession) => vscode.QuickPickItem,
  ): Promise<WorkbookSession | undefined> {
    if (sessions.length === 0) {
      await (areGiven ? undefined : tellThatNoneIsListed());
      return undefined;
    }
    if (areGiven && sessions.length === 1) {
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

  /** A session that is still being opened has no id yet: nothing can be done with it. */
  private actionable(): readonly WorkbookSession[] {
    return this.service.sessions().filter(({ status }) => status !== 'opening');
  }
}

/** Among which sessions the user chooses, and whether the command's arguments named them. */
interface Candidates {
  readonly sessions: readonly WorkbookSession[];
  readonly areGiven: boolean;
}

/** @param areGiven true when the rows named sessions: those that are left are the sandbox's */
function tellThatNoAccountIsKnown(areGiven: boolean): PromiseLike<unknown> {
  return vscode.window.showInformationMessage(
    areGiven
      ? l10n.t('The sandbox knows no accounts: nobody has to sign in.')
      : l10n.t('It is not known which account to sign in with.'),
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

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { canBeIdentified, identified, type FoundSession } from '../foundSession';
import { shortIdOf } from '../../model/sessionId';
import type { SessionService } from '../../sessions/sessionService';
import { isOwnerKnown, targetKey, workbookKey } from '../../model/workbookSession';
import type { GivenWorkbook } from '../../model/workbookText';
import {
  addedText,
  foundSessionGroups,
  foundSessionName,
  type FoundSessionRow,
} from '../foundSessionRows';
import { purposeOfAdding } from '../../messages/errorNotice';
import { modeRows, unknownModeQuestion } from '../../sessions/view/modeRows';
import { ownerQuestions, ownerRows, type OwnerQuestion } from '../../sessions/view/ownerRows';
import type { ErrorPresenter } from '../../window/errorPresenter';
import { withCancellableProgress } from '../../window/progress';
import type { CloseFlow } from '../../sessions/ui/closeFlow';
import { unsavedSessionActions } from '../../sessions/ui/unsavedSession';
import type { SessionViews } from '../../sessions/ui/sessionViews';
import { back, chooseRows } from '../../window/steps';
import type { WorkbookPicker } from '../../workbooks/ui/workbookPicker';

/** A session that can be listed, because its workbook is known. */
interface CompleteSession extends FoundSession {
  readonly workbook: GivenWorkbook;
}

/** The owners that the user chose, one for each Graph. Without an account, the owner is unknown. */
type Owners = Map<string, Pick<GivenWorkbook, 'account'>>;

/** Lists sessions that other programs opened. Asks once for each thing that is not known. */
export class AddFlow {
  constructor(
    private readonly deps: {
      readonly service: SessionService;
      readonly closeFlow: CloseFlow;
      readonly workbookPicker: WorkbookPicker;
      readonly presenter: ErrorPresenter;
      readonly clock: Clock;
      readonly views: Pick<SessionViews, 'markSessionMade'>;
    },
  ) {}

  /** Lists one session that the user pasted or pointed at. @returns its key; none if it isn't listed */
  async addOne(session: FoundSession, title: string): Promise<readonly string[]> {
    const complete = await this.withWorkbooks([session], () => title);
    const owned = await this.withOwners(complete, title, new Map());
    const named = owned && (await this.withNames(owned));
    const toAdd = named && (await withModes(named, title));
    return toAdd ? this.list(toAdd, 1) : [];
  }

  /** Lists those of the found sessions that the user confirms. */
  async addFound(found: readonly FoundSession[], title: string): Promise<void> {
    const owners: Owners = new Map();
    const owned = await this.withOwners(found, title, owners);
    const named = owned && (await this.withNames(owned));
    const confirmed = named && (await confirm(named, title));
    const complete =
      confirmed &&
      (await this.withWorkbooks(
        confirmed.map(({ session }) => session),
        (session) => `${title}: ${foundSessionName(session, named.indexOf(session))}`,
      ));
    const allOwned = complete && (await this.withOwners(complete, title, owners));
    const toAdd = allOwned && (await this.withNamesOfPicked(allOwned, named));
    const withMode = toAdd && (await withModes(toAdd, title));
    await (withMode && this.list(withMode, confirmed.length));
  }

  /** Asks for unknown workbooks. Leaves out a session if the user chooses none. */
  private async withWorkbooks(
    sessions: readonly FoundSession[],
    titleOf: (session: FoundSession) => string,
  ): Promise<readonly CompleteSession[]> {
    const complete: CompleteSession[] = [];
    for (const session of sessions) {
      const workbook =
        session.workbook ?? (await this.deps.workbookPicker.choose(titleOf(session)));
      complete.push(...(workbook ? [{ ...session, workbook }] : []));
    }
    return complete;
  }

  /**
   * Asks for the owner of the sessions, once for each Graph. The account that found a workbook owns its
   * sessions. A sandbox has no accounts. Undefined if the user cancels.
   */
  private async withOwners<Session extends FoundSession>(
    sessions: readonly Session[],
    title: string,
    owners: Owners,
  ): Promise<readonly Session[] | undefined> {
    const workbooks = sessions.flatMap(({ workbook }) => (workbook ? [workbook] : []));
    for (const question of ownerQuestions(workbooks)) {
      const key = targetKey(question.target);
      if (!owners.has(key)) {
        const owner = await this.askForOwner(question, title);
        if (!owner) {
          return undefined;
        }
        owners.set(key, owner);
      }
    }
    return sessions.map((session) =>
      withWorkbook(session, (workbook) =>
        isOwnerKnown(workbook)
          ? workbook
          : { ...workbook, ...owners.get(targetKey(workbook.target)) },
      ),
    );
  }

  /** Asks nothing if there is no account to choose. */
  private async askForOwner(
    { target, text }: OwnerQuestion,
    title: string,
  ): Promise<Pick<GivenWorkbook, 'account'> | undefined> {
    const { service } = this.deps;
    const rows = ownerRows(target, await service.accountInUse(target), service.sessions());
    if (rows.length === 0) {
      return {};
    }
    const options = { title, placeHolder: text, ignoreFocusOut: true };
    const row = await vscode.window.showQuickPick(rows, options);
    return row && (row.account ? { account: row.account } : {});
  }

  /** Looks up missing names and IDs of workbooks without a dialog. */
  private async withNames<Session extends FoundSession>(
    sessions: readonly Session[],
  ): Promise<readonly Session[]> {
    const workbooks = sessions.flatMap(({ workbook }) =>
      workbook && canBeIdentified(workbook) ? [[workbookKey(workbook), workbook] as const] : [],
    );
    const asked = new Map(workbooks);
    if (asked.size === 0) {
      return sessions;
    }
    const found = await withCancellableProgress(
      asked.size === 1
        ? l10n.t('Looking up the workbook')
        : l10n.t('Looking up {0} workbooks', asked.size),
      this.deps.clock,
      (signal) => this.deps.service.findWorkbooks([...asked.values()], signal),
    );
    const answers = new Map([...asked.keys()].map((key, index) => [key, found[index]]));
    return sessions.map((session) =>
      withWorkbook(session, (workbook) => {
        const answer = answers.get(workbookKey(workbook));
        return answer ? identified(workbook, answer) : workbook;
      }),
    );
  }

  /** Looks up the workbooks that the user picked. The others were looked up before they were shown. */
  private async withNamesOfPicked(
    sessions: readonly CompleteSession[],
    shown: readonly FoundSession[],
  ): Promise<readonly CompleteSession[]> {
    const ids = new Set(shown.flatMap(({ sessionId, workbook }) => (workbook ? [] : [sessionId])));
    const isPicked = ({ sessionId }: CompleteSession) => ids.has(sessionId);
    const named = await this.withNames(sessions.filter(isPicked));
    return [...sessions.filter((session) => !isPicked(session)), ...named];
  }

  /** Adds each session, also after one that can't be saved. The message counts the failures and gives the first reason. */
  private async list(
    sessions: readonly CompleteSession[],
    all: number,
  ): Promise<readonly string[]> {
    const keys: string[] = [];
    const counts = { added: 0, known: 0 };
    const errors: unknown[] = [];
    for (const { workbook, sessionId, mode } of sessions) {
      const { target, address, name: workbookName, account, place } = workbook;
      const session = { target, address, workbookName, sessionId, mode };
      try {
        const { key, isNew } = await this.deps.service.add({
          ...session,
          ...(account && { account }),
          ...(place && { place }),
        });
        keys.push(key);
        counts[isNew ? 'added' : 'known'] += 1;
      } catch (error) {
        errors.push(error);
      }
    }
    if (counts.added > 0) {
      this.deps.views.markSessionMade();
    }
    const left = all - counts.added - counts.known - errors.length;
    this.showResult({ ...counts, left }, sessions, errors);
    return keys;
  }

  private showResult(
    counts: Parameters<typeof addedText>[0],
    sessions: readonly CompleteSession[],
    errors: readonly unknown[],
  ): void {
    const [only, ...others] = sessions;
    const text = addedText(counts, others.length === 0 ? only?.workbook.name : '');
    void (text !== '' && vscode.window.showInformationMessage(text));
    if (errors.length > 0) {
      const purpose = purposeOfAdding(errors.length, sessions.length);
      const actions = unsavedSessionActions(errors[0], this.deps);
      void this.deps.presenter.show(errors[0], actions, purpose);
    }
  }
}

function withWorkbook<Session extends FoundSession>(
  session: Session,
  change: (workbook: GivenWorkbook) => GivenWorkbook,
): Session {
  return session.workbook ? { ...session, workbook: change(session.workbook) } : session;
}

/** Asks once for the mode of all sessions of unknown mode. Undefined if the user cancels. */
async function withModes(
  sessions: readonly CompleteSession[],
  title: string,
): Promise<readonly CompleteSession[] | undefined> {
  const unknown = sessions.filter(({ mode }) => mode === 'unknownMode');
  if (unknown.length === 0) {
    return sessions;
  }
  const placeHolder = unknownModeQuestion(unknown.map(namesOf));
  const options = { title, placeHolder, ignoreFocusOut: true };
  const answer = await vscode.window.showQuickPick(modeRows(), options);
  return (
    answer &&
    sessions.map((session) =>
      session.mode === 'unknownMode' ? { ...session, mode: answer.mode } : session,
    )
  );
}

function namesOf({ workbook, sessionId }: CompleteSession) {
  const shortId = shortIdOf(sessionId);
  return { workbookName: workbook.name, ...(shortId !== undefined && { shortId }) };
}

/** Lets the user choose from the sessions, by workbook. Undefined if the user cancels. */
async function confirm(
  found: readonly FoundSession[],
  title: string,
): Promise<readonly FoundSessionRow[] | undefined> {
  const rows = foundSessionGroups(found, vscode.env.language).flatMap(({ label, rows }) => [
    { label, kind: vscode.QuickPickItemKind.Separator },
    ...rows,
  ]);
  const placeholder =
    found.length === 1
      ? l10n.t('1 session was found. Nothing is listed until you confirm.')
      : l10n.t('{0} sessions were found. Nothing is listed until you confirm.', found.length);
  const frame = { title, hasBack: false, ignoreFocusOut: true };
  const ticked = await chooseRows(frame, { placeholder, rows });
  return ticked === undefined || ticked === back
    ? undefined
    : ticked.flatMap((row) => ('session' in row ? [row] : []));
}

import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { LeakedSession } from '../core/leakedSession';
import type { SessionService } from '../core/sessionService';
import {
  adoptedText,
  leakedSessionName,
  leakedSessionRows,
  type LeakedSessionRow,
} from '../presentation/leakedSessionRows';
import type { ErrorPresenter } from './errorPresenter';
import type { WorkbookPicker } from './workbookPicker';

/** Finds sessions in a text; never throws. */
export type FindLeakedSessions = (text: string) => readonly LeakedSession[];

/** What became of a session that the user confirmed; its key when it is new. */
interface AddedSession {
  readonly end: 'added' | 'known' | 'left';
  readonly key?: string;
}

/** Adopting what leaked: everything found is shown, and only what the user confirms is listed. */
export class AdoptFlow {
  constructor(
    private readonly deps: {
      readonly service: SessionService;
      readonly workbookPicker: WorkbookPicker;
      readonly findLeakedSessions: FindLeakedSessions;
      readonly presenter: ErrorPresenter;
    },
  ) {}

  async adopt(text: string, title: string): Promise<void> {
    const found = this.deps.findLeakedSessions(text);
    if (found.length === 0) {
      void vscode.window.showInformationMessage(
        l10n.t(
          'No workbook session was found there. A session ID is the value of the header workbook-session-id, or the id in the answer of createSession.',
        ),
      );
      return;
    }
    const rows = await confirm(found, title);
    await this.add(rows, found, title);
  }

  /** Adds one after the other; what fails or is left without a workbook does not stop the others. */
  private async add(
    rows: readonly LeakedSessionRow[],
    found: readonly LeakedSession[],
    title: string,
  ): Promise<void> {
    const counts = { added: 0, known: 0, left: 0 };
    const keys: string[] = [];
    for (const { session } of rows) {
      const name = leakedSessionName(session, found.indexOf(session));
      const { end, key } = await this.addOne(session, `${title} · ${name}`);
      counts[end] += 1;
      keys.push(...(key === undefined ? [] : [key]));
    }
    if (rows.length > 0) {
      void vscode.window.showInformationMessage(adoptedText(counts));
    }
    // One after the other, and no earlier: many at once would keep the user waiting for their own requests.
    for (const key of keys) {
      await this.deps.service.identifyWorkbook(key);
    }
  }

  private async addOne(session: LeakedSession, title: string): Promise<AddedSession> {
    const { service, workbookPicker, presenter } = this.deps;
    const workbook = session.workbook ?? (await workbookPicker.choose(title));
    if (!workbook) {
      return { end: 'left' };
    }
    const { target, address, name } = workbook;
    const { sessionId, mode } = session;
    try {
      const wish = { target, address, workbookName: name, sessionId, mode };
      const { key, isNew } = await service.add(wish);
      return isNew ? { end: 'added', key } : { end: 'known' };
    } catch (error) {
      void presenter.show(error);
      return { end: 'left' };
    }
  }
}

async function confirm(
  found: readonly LeakedSession[],
  title: string,
): Promise<readonly LeakedSessionRow[]> {
  const placeHolder =
    found.length === 1
      ? l10n.t('1 session was found. Nothing is sent until you confirm.')
      : l10n.t('{0} sessions were found. Nothing is sent until you confirm.', found.length);
  const rows = leakedSessionRows(found, vscode.env.language);
  const options = { title, placeHolder, canPickMany: true, ignoreFocusOut: true } as const;
  return (await vscode.window.showQuickPick(rows, options)) ?? [];
}

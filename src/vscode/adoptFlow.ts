import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import type { LeakedSession } from '../core/leakedSession';
import type { SessionService } from '../core/sessionService';
import type { GivenWorkbook } from '../core/workbookText';
import {
  leakedSessionName,
  leakedSessionRows,
  type LeakedSessionRow,
} from '../presentation/leakedSessionRows';
import type { WorkbookPicker } from './workbookPicker';

/** Finds sessions in a text; never throws. */
export type FindLeakedSessions = (text: string) => readonly LeakedSession[];

/** A session with its workbook. */
interface Adopted {
  readonly session: LeakedSession;
  readonly workbook: GivenWorkbook;
}

/** Adopting what leaked: everything found is shown, and only what the user confirms is listed. */
export class AdoptFlow {
  constructor(
    private readonly deps: {
      readonly service: SessionService;
      readonly workbookPicker: WorkbookPicker;
      readonly findLeakedSessions: FindLeakedSessions;
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
    const adopted = await this.withWorkbooks(rows, found, title);
    await this.add(adopted);
  }

  /** Asks for the workbooks that the text does not tell; a session without one is left out. */
  private async withWorkbooks(
    rows: readonly LeakedSessionRow[],
    found: readonly LeakedSession[],
    title: string,
  ): Promise<readonly Adopted[]> {
    const adopted: Adopted[] = [];
    for (const { session } of rows) {
      const name = leakedSessionName(session, found.indexOf(session));
      const workbook =
        session.workbook ?? (await this.deps.workbookPicker.choose(`${title} · ${name}`));
      if (workbook) {
        adopted.push({ session, workbook });
      }
    }
    return adopted;
  }

  private async add(adopted: readonly Adopted[]): Promise<void> {
    const { service } = this.deps;
    const added: { readonly key: string; readonly isNew: boolean }[] = [];
    for (const { session, workbook } of adopted) {
      const { target, address, name } = workbook;
      const { sessionId, mode } = session;
      added.push(await service.add({ target, address, workbookName: name, sessionId, mode }));
    }
    const isNew = added.filter((one) => one.isNew);
    for (const { key } of isNew) {
      void service.identifyWorkbook(key);
    }
    if (added.length > 0) {
      void vscode.window.showInformationMessage(addedText(isNew.length, added.length));
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

function addedText(added: number, all: number): string {
  const known = all - added;
  const texts = [
    added === 1 ? l10n.t('Added 1 session to the list.') : '',
    added > 1 ? l10n.t('Added {0} sessions to the list.', added) : '',
    known === 1 ? l10n.t('1 session was listed already.') : '',
    known > 1 ? l10n.t('{0} sessions were listed already.', known) : '',
  ];
  return texts.filter((text) => text !== '').join(' ');
}

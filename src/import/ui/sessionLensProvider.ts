import * as vscode from 'vscode';
import type { Clock } from '../../base/clock';
import { DisposableStore, type Disposable } from '../../base/disposable';
import type { Event } from '../../base/event';
import type { CommandId } from '../../contributions';
import type { GraphTarget } from '../../model/workbookSession';
import type { RecentSessions } from '../../sessions/recentSessions';
import type { SessionService } from '../../sessions/sessionService';
import { RepaintTimer } from '../../sessions/view/repaintTimer';
import { nextTextChange } from '../../sessions/view/sessionTexts';
import type { Settings } from '../../window/settings';
import type { FoundSession } from '../foundSession';
import { lensesOfLine, type SessionLens } from '../sessionLenses';
import { DocumentSessions } from './documentSessions';
import type { LensPlace } from './foundSessionCommands';

const commandOf: Readonly<Record<SessionLens['kind'], CommandId | ''>> = {
  track: 'workbookSessions.trackFound',
  close: 'workbookSessions.closeFound',
  text: '',
};

interface SessionLensDeps {
  readonly clock: Clock;
  /** Has VS Code ask for the lenses again. */
  readonly refresh: () => void;
  readonly sandbox: { readonly onDidChange: Event<unknown>; readonly target: () => GraphTarget };
  readonly service: Pick<SessionService, 'keyOf' | 'onDidChangeSessions' | 'session'> & {
    readonly recent: Pick<RecentSessions, 'all' | 'onDidClear'>;
  };
  readonly settings: Pick<Settings, 'onDidChange'>;
}

/** The lenses above sessions in the editor. Showing them sends nothing. */
export class SessionLensProvider implements Disposable {
  private readonly store = new DisposableStore();
  private readonly documents: DocumentSessions;
  private readonly timer: RepaintTimer;

  constructor(private readonly deps: SessionLensDeps) {
    const { clock, sandbox, service, settings } = deps;
    this.documents = new DocumentSessions(service, () => sandbox.target());
    this.timer = this.store.add(new RepaintTimer({ clock, next: (now) => this.nextChange(now) }));
    this.refreshOn(service.onDidChangeSessions);
    this.refreshOn(service.recent.onDidClear);
    this.refreshOn(sandbox.onDidChange);
    this.refreshOn(settings.onDidChange);
    this.refreshOn(this.timer.onDidTick);
  }

  lensesOf(document: vscode.TextDocument): vscode.CodeLens[] {
    const known = this.documents.known();
    const now = this.deps.clock.now();
    const lenses = [...this.documents.in(document)].flatMap(([line, found]) =>
      lensesOfLine(found, known, now).map((lens) => codeLens(lens, document, line)),
    );
    this.timer.reset();
    return lenses;
  }

  dispose(): void {
    this.store.dispose();
  }

  /** VS Code asks by itself when a document is shown or edited. */
  private refreshOn(event: Event<unknown>): void {
    const refreshIfShown = () => {
      if (this.shown().length > 0) {
        this.deps.refresh();
      }
    };
    this.store.add(event(refreshIfShown));
  }

  private nextChange(now: number): number {
    const { listed } = this.documents.known();
    const sessions = this.shown().flatMap((found) => listed(found) ?? []);
    return Math.min(Infinity, ...sessions.map((session) => nextTextChange(session, now)));
  }

  /** The sessions in the documents that the user sees. */
  private shown(): readonly FoundSession[] {
    return vscode.window.visibleTextEditors.flatMap(({ document }) =>
      this.documents.lastFoundIn(document),
    );
  }
}

/** The command gets only the place, and finds the session there itself. */
function codeLens(
  { kind, title }: SessionLens,
  document: vscode.TextDocument,
  line: number,
): vscode.CodeLens {
  const place: LensPlace = { uri: document.uri.toString(), version: document.version, line };
  const range = new vscode.Range(line, 0, line, 0);
  const command = commandOf[kind];
  return new vscode.CodeLens(range, { title, command, ...(command && { arguments: [place] }) });
}

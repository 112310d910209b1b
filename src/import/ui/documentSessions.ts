import type * as vscode from 'vscode';
import { targetKey, type GraphTarget, type WorkbookSession } from '../../model/workbookSession';
import type { RecentSessions } from '../../sessions/recentSessions';
import type { SessionService } from '../../sessions/sessionService';
import type { FoundSession } from '../foundSession';
import { longestTextWithLenses, mostLinesWithLenses, type KnownSessions } from '../sessionLenses';
import { findPlacedSessions } from '../sessionScanner';

/** Each session that is found has one of these in its text. */
const sign = /workbook-session-id|persistChanges|cluster/i;

/** The sessions of a text by the lines at which they stand. */
type SessionsByLine = ReadonlyMap<number, readonly FoundSession[]>;

interface Search {
  readonly version: number;
  readonly target: string;
  readonly lines: SessionsByLine;
}

/** The sessions in the documents of the editor. Each version of a document is searched once. */
export class DocumentSessions {
  private readonly searches = new WeakMap<vscode.TextDocument, Search>();

  /** @param target gives the Graph of addresses that name no host */
  constructor(
    private readonly service: Pick<SessionService, 'keyOf' | 'session'> & {
      readonly recent: Pick<RecentSessions, 'all'>;
    },
    private readonly target: () => GraphTarget,
  ) {}

  /** The first lines of a document that have sessions; none if the document is too long. */
  in(document: vscode.TextDocument): SessionsByLine {
    const { version } = document;
    const current = this.target();
    const target = targetKey(current);
    const last = this.searches.get(document);
    if (last?.version === version && last.target === target) {
      return last.lines;
    }
    const lines = sessionsByLine(document, current);
    this.searches.set(document, { version, target, lines });
    return lines;
  }

  /** The sessions that the last search found in a document; none before the first one. */
  lastFoundIn(document: vscode.TextDocument): readonly FoundSession[] {
    return [...(this.searches.get(document)?.lines.values() ?? [])].flat();
  }

  /** What the list knows about sessions. */
  known(): KnownSessions {
    return { listed: (found) => this.listed(found), ended: this.service.recent.all() };
  }

  /** Without a workbook, the session may be listed in any Graph. */
  private listed({ sessionId, workbook }: FoundSession): WorkbookSession | undefined {
    const key = this.service.keyOf({ sessionId, ...(workbook && { target: workbook.target }) });
    return key === undefined ? undefined : this.service.session(key);
  }
}

function sessionsByLine(document: vscode.TextDocument, target: GraphTarget): SessionsByLine {
  const text = document.getText();
  if (text.length > longestTextWithLenses || !sign.test(text)) {
    return new Map();
  }
  const placed = findPlacedSessions(text, target).flatMap(({ session, places }) =>
    places.map((place) => ({ session, line: document.positionAt(place).line })),
  );
  const lines = new Map<number, Set<FoundSession>>();
  for (const { session, line } of placed.toSorted((one, other) => one.line - other.line)) {
    if (lines.size < mostLinesWithLenses || lines.has(line)) {
      lines.set(line, (lines.get(line) ?? new Set()).add(session));
    }
  }
  return new Map([...lines].map(([line, sessions]) => [line, [...sessions]]));
}

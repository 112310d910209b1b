import { errorAnswer, type GraphAnswer, jsonAnswer } from './graphAnswer';
import { graphError, type GraphErrorCode, type RequestIds } from './graphErrors';
import { methodOf, parseCreateBody, singleHeader } from './requestChecks';
import type { RecordedRequest } from './requestLog';
import { driveItemOf, isOpenXml, type WorkbookFile } from './workbookFiles';
import type { SessionKnowledge, WorkbookSessions } from './workbookSessions';

const noContent: GraphAnswer = { status: 204, headers: {} };

/** The calls themselves: what each of them does, and what it answers. */
export class WorkbookActions {
  constructor(
    private readonly sessions: WorkbookSessions,
    private readonly acceptsToken: (token: string) => boolean,
    /** Origin of the server, for the answers' `@odata.context`. */
    private readonly endpoint: () => string,
  ) {}

  carryOut(request: RecordedRequest, file: WorkbookFile | undefined, ids: RequestIds): GraphAnswer {
    const answer = this.refuse(request) ?? (file ? this.act(request, file) : 'itemNotFound');
    return typeof answer === 'string' ? errorAnswer(graphError(answer, ids)) : answer;
  }

  /** What is refused whatever the file is. */
  private refuse(request: RecordedRequest): GraphErrorCode | undefined {
    if (!request.action) {
      return 'itemNotFound';
    }
    if (request.method !== methodOf(request.action)) {
      return 'methodNotAllowedUncategorized';
    }
    const token = /^Bearer (.+)$/.exec(singleHeader(request, 'authorization') ?? '')?.[1];
    return token !== undefined && this.acceptsToken(token)
      ? undefined
      : 'InvalidAuthenticationToken';
  }

  private act(request: RecordedRequest, file: WorkbookFile): GraphAnswer | GraphErrorCode {
    if (request.action === 'getItem') {
      return this.getItem(request, file);
    }
    if (!isOpenXml(file)) {
      return 'AccessDenied';
    }
    if (request.action === 'createSession') {
      return this.createSession(request, file);
    }
    const sessionId = singleHeader(request, 'workbook-session-id');
    if (sessionId === undefined) {
      return request.action === 'listWorksheets'
        ? this.listWorksheets(request)
        : 'badRequestUncategorized';
    }
    const knowledge = this.sessions.lookUp(sessionId, file);
    return knowledge === 'open' ? this.useSession(request, sessionId) : refusals[knowledge];
  }

  private getItem({ path }: RecordedRequest, file: WorkbookFile): GraphAnswer {
    const selected = new URL(path, this.endpoint()).searchParams.get('$select')?.split(',');
    const facts = Object.entries(driveItemOf(file)).filter(
      ([name]) => selected?.includes(name) ?? true,
    );
    return jsonAnswer(200, {
      '@odata.context': this.contextOf(path, 'drives(...)/items/$entity'),
      ...Object.fromEntries(facts),
    });
  }

  private createSession(
    { body, path }: RecordedRequest,
    file: WorkbookFile,
  ): GraphAnswer | GraphErrorCode {
    const wish = parseCreateBody(body);
    if (!wish) {
      return 'badRequestUncategorized';
    }
    return jsonAnswer(201, {
      '@odata.context': this.contextOf(path, 'microsoft.graph.workbookSessionInfo'),
      persistChanges: wish.persistChanges,
      id: this.sessions.open(file, wish.persistChanges),
    });
  }

  private useSession(request: RecordedRequest, sessionId: string): GraphAnswer {
    if (request.action === 'closeSession') {
      this.sessions.close(sessionId);
    } else {
      this.sessions.touch(sessionId);
    }
    return request.action === 'listWorksheets' ? this.listWorksheets(request) : noContent;
  }

  /** Every workbook has the same two sheets: none of them is ever edited. */
  private listWorksheets({ path }: RecordedRequest): GraphAnswer {
    const sheets = ['Sheet1', 'Notes'].map((name, position) => ({
      id: `{00000000-000${position + 1}-0000-0000-000000000000}`,
      name,
      position,
      visibility: 'Visible',
    }));
    return jsonAnswer(200, {
      '@odata.context': this.contextOf(path, 'drives(...)/items(...)/workbook/worksheets'),
      value: sheets,
    });
  }

  private contextOf(path: string, of: string): string {
    const version = path.split('/')[1] ?? '';
    return `${this.endpoint()}/${version}/$metadata#${of}`;
  }
}

/**
 * What a session that cannot be used is answered with. The documents say it for an expired id only;
 * for one of another workbook it is our guess.
 */
const refusals = {
  unknown: 'invalidSessionReCreatable',
  ofAnotherWorkbook: 'itemNotFound',
} as const satisfies Record<Exclude<SessionKnowledge, 'open'>, GraphErrorCode>;

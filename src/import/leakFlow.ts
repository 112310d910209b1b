import type { GivenWorkbook } from '../model/workbookText';
import type { SessionMode } from '../model/workbookSession';
import {
  addFacts,
  joined,
  sole,
  withWorkbook,
  type Finding,
  type Only,
  type Scope,
} from './leakScope';

/** Requests whose answers are still to come. Where they differ, nobody knows whose the next answer is. */
class Unanswered<T> {
  private value: Only<T>;
  private count = 0;

  add(value: T): void {
    this.value = joined(this.value, value);
    this.count += 1;
  }

  /** Takes the answer to one; undefined when it may be to any of several. */
  answer(): T | undefined {
    const value = sole(this.value);
    this.count = value === undefined ? Math.max(0, this.count - 1) : 0;
    if (this.count === 0) {
      this.value = undefined;
    }
    return value;
  }
}

/** A request in a line of its own, with what the lines after it add. */
interface OpenRequest {
  readonly workbook: GivenWorkbook | 'unknown' | undefined;
  readonly action: string | undefined;
  sessionId: Only<string>;
  mode: Only<SessionMode>;
  time: Only<number>;
  isAnswered: boolean;
}

/** Reads raw requests and answers, which go over several lines: in `.http` files, HTTP dumps and logs. */
export class LeakFlow {
  private readonly creates = new Unanswered<GivenWorkbook | 'unknown'>();
  private readonly others = new Unanswered<string>();
  private last: OpenRequest | undefined;
  private hasOpenHead = false;

  constructor(private readonly closedSessionIds: Set<string>) {}

  /** Takes a line; gives the ids back that it told the workbook of, and leaves the others in the line. */
  read(line: Scope): readonly Finding[] {
    if (line.workbook !== undefined) {
      this.readRequest(line);
      return [];
    }
    const found: Finding[] = [];
    const pending: Finding[] = [];
    for (const finding of line.pending) {
      const read = this.readSessionId(finding, line);
      (read ? found : pending).push(read ?? finding);
    }
    line.pending = pending;
    this.readFacts(line);
    return found;
  }

  /** An empty line, or another request: what follows are no headers of the last one. */
  endHead(): void {
    this.hasOpenHead = false;
  }

  private readRequest(line: Scope): void {
    this.flush();
    const { sessionId, mode, time } = line;
    const workbook = sole(line.workbook);
    if (workbook && !isWhole(line)) {
      this.last = { workbook, action: sole(line.action), sessionId, mode, time, isAnswered: false };
      this.hasOpenHead = line.isRequestLine;
      if (isCreate(line)) {
        this.creates.add(workbook);
      }
    }
  }

  /** Only when the next request begins, or an answer, it is known which session the last one named. */
  private flush(): void {
    const { last } = this;
    if (last && !last.isAnswered && last.action !== 'createsession') {
      this.others.add(last.action === 'closesession' ? (sole(last.sessionId) ?? '') : '');
    }
    this.last = undefined;
    this.hasOpenHead = false;
  }

  private readSessionId(finding: Finding, line: Scope): Finding | undefined {
    if (finding.mark.source === 'answer') {
      const workbook = this.creates.answer();
      return workbook && withWorkbook(this.withFacts(finding, line), workbook);
    }
    return finding.mark.isHeaderLine ? this.readHeader(finding) : undefined;
  }

  /** A request has one session; of two, somebody else's lines came between. */
  private readHeader(finding: Finding): Finding | undefined {
    const { last } = this;
    const { sessionId } = finding.mark;
    if (!last || !this.hasOpenHead || (last.sessionId ?? sessionId) !== sessionId) {
      return undefined;
    }
    last.sessionId = sessionId;
    return withWorkbook(finding, last.workbook);
  }

  /** The answer says what the session is; where it does not, its request does. */
  private withFacts(finding: Finding, line: Scope): Finding {
    const request = this.last?.action === 'createsession' ? this.last : undefined;
    return addFacts(addFacts(finding, undefined, line.time), request?.mode, request?.time);
  }

  private readFacts({ status, mode, time, sessionId }: Scope): void {
    if (this.last && sessionId === undefined) {
      this.last.mode = joined(this.last.mode, mode);
      this.last.time = time ?? this.last.time;
    }
    const code = sole(status);
    if (code !== undefined) {
      this.readStatus(code);
    }
  }

  private readStatus(status: number): void {
    const { last } = this;
    if (last?.action === 'createsession') {
      if (!last.isAnswered && (status >= 400 || status === 202)) {
        last.isAnswered = true;
        this.creates.answer();
      }
      return;
    }
    this.flush();
    const sessionId = this.others.answer();
    if (status === 204 && sessionId) {
      this.closedSessionIds.add(sessionId);
    }
  }
}

/** True when the line has the answer too. That to a create is its body: a status alone says only that it failed. */
function isWhole(line: Scope): boolean {
  return isCreate(line)
    ? line.sessionId !== undefined || (sole(line.status) ?? 0) >= 400
    : line.status !== undefined;
}

function isCreate({ action }: Scope): boolean {
  return action === 'createsession';
}

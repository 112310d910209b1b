import type { FactMark } from './leakFacts';
import { LeakFlow } from './leakFlow';
import {
  addLine,
  addMark,
  addScope,
  closedSessionIn,
  emptyScope,
  settle,
  type Finding,
  type Scope,
} from './leakScope';
import type { SessionIdMark } from './leakedSessionIds';
import type { WorkbookMark } from './leakedWorkbooks';

export type LeakMark = SessionIdMark | WorkbookMark | FactMark;

/** What stands between two brackets: the statement that is being read, and those before it. */
interface Frame {
  readonly opener: number;
  statement?: Scope;
  before?: Scope;
}

const newline = 10;
const semicolon = 59;
/** A closing bracket with its opening one. */
const brackets: ReadonlyMap<number, number> = new Map([
  [125, 123],
  [93, 91],
  [41, 40],
]);
const openers: ReadonlySet<number> = new Set(brackets.values());
/** Nothing real is deeper. */
const deepest = 32;
/** How many brackets that were never closed may be left behind by one that is. */
const mostUnclosed = 4;

/** What can only be the beginning of something new, whatever was left open before. */
const beginning =
  /(?:[$>] )?(?:#{3}|curl\b|HTTP\/|(?:GET|POST|PUT|PATCH|DELETE) |Invoke-|\[?\d{4}-\d\d-\d\d|\{\\*"|\$\w+ = )/y;
const requestOrAnswer = /[\s>*]{0,9}(?:(?:GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) |< |HTTP\/)/y;
/** A call in a chain, which goes on from the line before. */
const chained = /[ \t]{0,99}\./y;

/**
 * Finds the workbook of each session id by what stands together: between the same brackets, in the same
 * line, in the same raw request, in the same part of an `.http` file, at last in the whole text. Where the
 * narrowest of them that names any workbook names several, the session is left without one.
 */
export class LeakReader {
  readonly closedSessionIds = new Set<string>();
  private readonly findings: Finding[] = [];
  private readonly whole = emptyScope();
  private section = emptyScope();
  private line: Scope | undefined;
  private flow = new LeakFlow(this.closedSessionIds);
  private readonly frames: Frame[] = [];
  private tooDeep = 0;
  private position = 0;
  private lastOfLine = 0;

  constructor(private readonly text: string) {}

  /** @param marks in the order of the text; of two at the same place, the first counts */
  read(marks: readonly LeakMark[]): readonly Finding[] {
    for (const mark of marks) {
      if (mark.at >= this.position || mark.at === mark.end) {
        this.scanTo(mark.at);
        addMark(this.scopeHere(), mark);
        this.position = Math.max(this.position, mark.end);
      }
    }
    this.scanTo(this.text.length);
    this.endSection();
    this.take(settle(this.whole));
    this.take(this.whole.pending);
    return this.findings;
  }

  private scanTo(end: number): void {
    for (; this.position < end; this.position++) {
      const code = this.text.charCodeAt(this.position);
      if (code === newline) {
        this.endLine();
      } else if (code > 32) {
        this.lastOfLine = code;
        this.readBracket(code);
      }
    }
  }

  private scopeHere(): Scope {
    this.lastOfLine = 1;
    const frame = this.frames.at(-1);
    return frame ? (frame.statement ??= emptyScope()) : (this.line ??= emptyScope());
  }

  private readBracket(code: number): void {
    const opener = brackets.get(code);
    if (opener !== undefined) {
      this.closeBracket(opener);
    } else if (openers.has(code)) {
      if (this.frames.length < deepest) {
        this.frames.push({ opener: code });
      } else {
        this.tooDeep += 1;
      }
    }
  }

  private closeBracket(opener: number): void {
    if (this.tooDeep > 0) {
      this.tooDeep -= 1;
      return;
    }
    const last = this.frames.length - 1;
    for (let index = last; index >= 0 && index > last - mostUnclosed; index--) {
      if (this.frames[index]?.opener === opener) {
        this.endFrames(index);
        return;
      }
    }
  }

  /** Ends the brackets from that one on. */
  private endFrames(depth: number): void {
    while (this.frames.length > depth) {
      const frame = this.frames.at(-1);
      if (frame?.before) {
        this.endStatement(frame);
      }
      this.frames.pop();
      const scope = frame?.before ?? frame?.statement;
      if (scope) {
        this.end(scope);
        addScope(this.scopeHere(), scope);
      }
    }
  }

  private endStatement(frame: Frame): void {
    if (frame.statement) {
      this.end(frame.statement);
      frame.before ??= emptyScope();
      addScope(frame.before, frame.statement);
      delete frame.statement;
    }
  }

  private end(scope: Scope): void {
    const closed = closedSessionIn(scope);
    if (closed !== undefined) {
      this.closedSessionIds.add(closed);
    }
    this.take(settle(scope));
  }

  private take(findings: readonly Finding[]): void {
    findings.forEach((finding) => this.findings.push(finding));
  }

  private endLine(): void {
    const frame = this.frames.at(-1);
    if (this.lastOfLine === 0) {
      this.flow.endHead();
    }
    if (!frame ? !this.isNext(chained) : this.isNext(beginning)) {
      this.endLogicalLine();
    } else if (frame && this.lastOfLine === semicolon) {
      this.endStatement(frame);
    }
    this.lastOfLine = 0;
  }

  private isNext(pattern: RegExp): boolean {
    pattern.lastIndex = this.position + 1;
    return pattern.test(this.text);
  }

  private endLogicalLine(): void {
    this.finishLine();
    if (this.text.startsWith('###', this.position + 1)) {
      this.endSection();
    } else if (this.isNext(requestOrAnswer)) {
      this.flow.endHead();
    }
  }

  private finishLine(): void {
    this.endFrames(0);
    this.tooDeep = 0;
    if (this.line) {
      this.end(this.line);
      this.take(this.flow.read(this.line));
      addLine(this.section, this.line);
      this.line = undefined;
    }
  }

  private endSection(): void {
    this.finishLine();
    this.take(settle(this.section));
    addLine(this.whole, this.section);
    this.section = emptyScope();
    this.flow = new LeakFlow(this.closedSessionIds);
  }
}

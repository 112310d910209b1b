import type { Logger } from '../../src/model/ports';

/** Stores every line as `level: message`. */
export class RecordingLogger implements Logger {
  readonly lines: string[] = [];

  info(message: string): void {
    this.lines.push(`info: ${message}`);
  }

  warn(message: string): void {
    this.lines.push(`warn: ${message}`);
  }

  error(message: string): void {
    this.lines.push(`error: ${message}`);
  }

  /** The messages of one level. */
  of(level: keyof Logger): readonly string[] {
    const start = `${level}: `;
    return this.lines
      .filter((line) => line.startsWith(start))
      .map((line) => line.slice(start.length));
  }
}

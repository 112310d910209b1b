// VS Code writes its log files with the module @vscode/spdlog, which has to be compiled. This one writes the same lines
// in plain JavaScript, so that a log can be read wherever there is Node. Its files are never split: a host is not used
// for long.
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import path from 'node:path';

/** As they are written in a line, in the order of their numbers. */
const levels = ['trace', 'debug', 'info', 'warning', 'error', 'critical'];

class Logger {
  #level = levels.indexOf('info');
  #withTimeAndLevel = true;
  /** @type {number | undefined} */
  #file;

  /** @param {string} filePath */
  constructor(filePath) {
    mkdirSync(path.dirname(filePath), { recursive: true });
    this.#file = openSync(filePath, 'a');
  }

  /** @param {string} message */
  trace(message) {
    this.#write('trace', message);
  }

  /** @param {string} message */
  debug(message) {
    this.#write('debug', message);
  }

  /** @param {string} message */
  info(message) {
    this.#write('info', message);
  }

  /** @param {string} message */
  warn(message) {
    this.#write('warning', message);
  }

  /** @param {string} message */
  error(message) {
    this.#write('error', message);
  }

  /** @param {string} message */
  critical(message) {
    this.#write('critical', message);
  }

  getLevel() {
    return this.#level;
  }

  /** @param {number} level */
  setLevel(level) {
    this.#level = level;
  }

  /** VS Code has one pattern only: time, level and message. */
  setPattern() {
    this.#withTimeAndLevel = true;
  }

  /** From now on a message is written as it is; the line ends where the message does. */
  clearFormatters() {
    this.#withTimeAndLevel = false;
  }

  flush() {
    // Nothing is held back.
  }

  drop() {
    if (this.#file !== undefined) {
      closeSync(this.#file);
      this.#file = undefined;
    }
  }

  /**
   * @param {string} level
   * @param {string} message
   */
  #write(level, message) {
    if (this.#file !== undefined && levels.indexOf(level) >= this.#level) {
      const text = this.#withTimeAndLevel ? `${localTime()} [${level}] ${message}\n` : message;
      writeSync(this.#file, text);
    }
  }
}

/** For example `2026-01-31 09:05:07.123`. */
function localTime() {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000);
  return local.toISOString().slice(0, -1).replace('T', ' ');
}

export function setFlushOn() {
  // Every message is written at once.
}

/**
 * @param {string} _name
 * @param {string} filePath
 */
export async function createAsyncRotatingLogger(_name, filePath) {
  return new Logger(filePath);
}

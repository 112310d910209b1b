// The ways in which `npm run chaos -- --prove` breaks the code. A run of schedules must find each.

/**
 * @typedef {object} Mutation
 * @property {string} breaks what the code does then
 * @property {'core' | 'http' | 'vscode'} part the run that must find it
 * @property {import('../host/repositoryCopy.mjs').Replacement} replacement
 */

/** @param {Mutation['part']} part @returns {(breaks: string, file: string, text: string, instead?: string) => Mutation} */
const foundBy =
  (part) =>
  (breaks, file, text, instead = '') => ({
    breaks,
    part,
    replacement: { file: `src/${file}`, text, instead },
  });
const core = foundBy('core');
const http = foundBy('http');
const vscode = foundBy('vscode');

/** @type {readonly Mutation[]} */
export const mutations = [
  core(
    'Requests ignore the Retry-After of other requests.',
    'requests/requestScheduler.ts',
    'const pause = limiter.pause(queues.keys, now);',
    'const pause = limiter.pause([], Infinity);',
  ),
  core(
    'The pause of a workbook is forgotten.',
    'requests/rateLimiter.ts',
    'this.pauses.note(keys, { ms, code }, now);',
    'this.pauses.note([], { ms, code }, now);',
  ),
  core(
    'The queue of a workbook lets two requests in.',
    'requests/workbookQueues.ts',
    'if (holder && !isSameGroup(key, group, holder)) {',
    "if (holder && key === '') {",
  ),
  core(
    'A close takes the session off the list before the answer.',
    'sessions/sessionCloser.ts',
    "list.setPhase(key, 'closing');",
    'list.remove(key);',
  ),
  core(
    'A lost answer counts as closed.',
    'sessions/sessionCloser.ts',
    'if (!answer.ok && !answer.isSessionDead) {',
    'if (!answer.ok && !answer.isSessionDead && !answer.isAnswerLost) {',
  ),
  core(
    'A request does not claim its workbook.',
    'requests/requestScheduler.ts',
    'if (claim || workbook === undefined) {',
    "if (claim || workbook !== '') {",
  ),
  core(
    'A session leaves the list when its record cannot be read.',
    'sessions/recordReader.ts',
    '.key), ...unreadableKeys]);',
    '.key)]);',
  ),
  core(
    'What another account sees as gone counts as gone.',
    'sessions/sessionRequests.ts',
    'if (answer.ok || !answer.isSessionDead || isOwnerKnown(record)) {',
    'if (record.key) {',
  ),
  core(
    'A session that another window closed meanwhile is closed once more.',
    'sessions/sessionRequests.ts',
    'list.get(key)\n          ?',
    'key\n          ?',
  ),
  core(
    'A request is sent without end.',
    'requests/retryState.ts',
    'this.attempts >= maxAttempts',
    'this.attempts >= 9 * maxAttempts',
  ),
  core(
    'A new session that the disk refused is not written again.',
    'sessions/sessionList.ts',
    'const unwritten = isSaved ? undefined : session.activity;',
    'const unwritten = undefined;',
  ),
  core(
    'A command leaves its listener on the signal of its caller.',
    'requests/command.ts',
    'linked.dispose();',
  ),
  core(
    'A window that has ended still waits to write again.',
    'sessions/sessionList.ts',
    'this.retries.dispose();',
  ),
  core(
    'A new session is shown before its record is written.',
    'sessions/sessionList.ts',
    'await this.writer.add(session);',
    'void this.writer.add(session).catch(() => undefined);',
  ),
  http(
    'A write leaves its temporary file behind.',
    'storage/files.ts',
    '      if (await this.linked(temporary, path)) {\n        await this.unlinked(temporary).catch(() => undefined);',
    '      if (await this.linked(temporary, path)) {',
  ),
  http(
    'A service that is not available counts as a session that is gone.',
    'graph/graphErrors.ts',
    "['serviceUnavailable', again('serviceUnavailable')],",
    "['serviceUnavailable', dead('serviceUnavailable')],",
  ),
  http(
    'The seconds of a Retry-After are read as less than they are.',
    'graph/answerHeaders.ts',
    'Number(text) * 1000',
    'Number(text) * 10',
  ),
  vscode(
    'A window does not follow what other windows do.',
    'sessions/ui/sessionFolderWatcher.ts',
    'void this.fireSoon(this.changed);',
  ),
];

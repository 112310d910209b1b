import {
  array,
  boolean,
  check,
  exactOptional,
  integer,
  literal,
  maxLength,
  maxValue,
  minValue,
  number,
  object,
  picklist,
  pipe,
  startsWith,
  string,
  variant,
} from 'valibot';
import { parseJson } from '../base/json';
import { readAs, validProcessId } from '../base/schema';
import { isSessionId } from '../model/sessionId';
import type { ProgramMessage } from './recordingProtocol';

const shortText = pipe(string(), maxLength(256));
const sessionId = pipe(string(), check(isSessionId));
const status = pipe(number(), integer(), minValue(100), maxValue(599));
const errorCodes = exactOptional(pipe(array(pipe(string(), maxLength(100))), maxLength(5)));
const request = pipe(number(), integer());

const message = variant('type', [
  object({
    type: literal('hello'),
    secret: shortText,
    processId: validProcessId,
    program: shortText,
  }),
  object({
    type: literal('call'),
    action: picklist(['createSession', 'refreshSession', 'closeSession', 'other']),
    origin: shortText,
    path: pipe(string(), startsWith('/'), maxLength(8192)),
    status,
    sessionId: exactOptional(sessionId),
    created: exactOptional(object({ sessionId, persistChanges: exactOptional(boolean()) })),
    errorCodes,
    owner: exactOptional(
      object({
        oid: exactOptional(shortText),
        tid: exactOptional(shortText),
        name: exactOptional(shortText),
        appId: exactOptional(shortText),
        isApp: boolean(),
      }),
    ),
  }),
  object({
    type: literal('closeAnswer'),
    request,
    status: exactOptional(status),
    errorCodes,
    reason: exactOptional(picklist(['notSeen', 'noAnswer'])),
  }),
]);

/** The message in a line of a program; undefined for anything else. */
export function parseProgramMessage(line: string): ProgramMessage | undefined {
  return readAs(message, parseJson(line));
}

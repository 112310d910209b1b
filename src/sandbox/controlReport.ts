import type { RecordedRequest } from './requestLog';
import type { Violation } from './violations';

/** A session id in clear or in percent-encoding, or in base64 behind its parameter's name. */
const sessionId = /cluster(?:=|%(?:25)*3D)[^\s"']*|(?<=sessionid(?:=|%3D))[^\s"'&]*/gi;

/** A request for people at a terminal: by its shape, and without headers and body. */
export function reportRequest(request: RecordedRequest): Record<string, unknown> {
  const { at, method, route, action, driveId, itemId, session, status } = request;
  const clientRequestId = request.headers['client-request-id']?.join(', ');
  const when = new Date(at).toISOString();
  return { at: when, method, route, action, driveId, itemId, session, status, clientRequestId };
}

/**
 * A violation for people at a terminal. What a client sent is quoted there, so session ids are blotted
 * out: whatever looks like one, and those that were really sent.
 */
export function reportViolation(
  { kind, detail }: Violation,
  sentSessionIds: readonly string[],
): Violation {
  const blotted = sentSessionIds
    .filter((id) => id !== '')
    .flatMap((id) => [id, encodeURIComponent(id)])
    .reduce((text, id) => text.replaceAll(id, '…'), detail);
  return { kind, detail: blotted.replaceAll(sessionId, '…') };
}

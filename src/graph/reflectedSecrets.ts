import type { HttpResponse } from '../base/http';

/** What goes out with a request and must not come back into a log or a message. */
export type Secrets = readonly (string | undefined)[];

/** So many characters in a row are no accident. */
const partLength = 8;

/** The answer without a `request-id` that is no id of the service's but says a part of a secret back. */
export function withoutReflectedSecrets(answer: HttpResponse, secrets: Secrets): HttpResponse {
  const requestId = answer.header('request-id');
  return requestId === undefined || !isEcho(requestId, secrets)
    ? answer
    : {
        ...answer,
        header: (name) => (/^request-id$/i.test(name) ? undefined : answer.header(name)),
      };
}

function isEcho(id: string, secrets: Secrets): boolean {
  const text = id.toLowerCase();
  const starts = Array.from({ length: Math.max(text.length - partLength, 0) + 1 }, (_, at) => at);
  const parts = starts.map((start) => text.slice(start, start + partLength));
  return secrets.some((secret) => parts.some((part) => secret?.toLowerCase().includes(part)));
}

import type { HttpResponse } from '../base/http';

/** What goes out with a request and must not come back into a log or a message. */
export type Secrets = readonly (string | undefined)[];

/** True for a word of an answer that says a part of a secret back. */
export function isEcho(word: string, secrets: Secrets): boolean {
  return secrets.some((secret) => secret?.includes(word) === true);
}

/** The answer without a `request-id` that is no id of the service's but a part of a secret. */
export function withoutEcho(answer: HttpResponse, secrets: Secrets): HttpResponse {
  const requestId = answer.header('request-id');
  return requestId === undefined || !isEcho(requestId, secrets)
    ? answer
    : {
        ...answer,
        header: (name) => (/^request-id$/i.test(name) ? undefined : answer.header(name)),
      };
}

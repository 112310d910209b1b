import type { INetworkModule, NetworkRequestOptions, NetworkResponse } from '@azure/msal-node';
import { defined } from '../../base/defined';
import { HttpError, type HttpClient } from '../../base/http';
import { isJsonObject, parseJson } from '../../base/json';
import { entraCodesIn } from '../../requests/signInErrors';
import { isOnLoginHost } from './loginAddress';

const timeoutMs = 30_000;
const maxBodyBytes = 1024 * 1024;

/** The HTTP client for one operation of msal. It sends to one login host and to no other address. */
export class MsalNetwork implements INetworkModule {
  private lastCodes: readonly string[] = [];

  /** @param signal ends the requests of an operation that is aborted */
  constructor(
    private readonly http: HttpClient,
    private readonly loginHost: string,
    private readonly signal?: AbortSignal,
  ) {}

  /** Entra's codes in the last answer. msal's errors lack them while it polls for a device code. */
  get entraCodes(): readonly string[] {
    return this.lastCodes;
  }

  sendGetRequestAsync<T>(
    url: string,
    options?: NetworkRequestOptions,
  ): Promise<NetworkResponse<T>> {
    return this.send('GET', url, options);
  }

  sendPostRequestAsync<T>(
    url: string,
    options?: NetworkRequestOptions,
  ): Promise<NetworkResponse<T>> {
    return this.send('POST', url, options);
  }

  private async send<T>(
    method: 'GET' | 'POST',
    url: string,
    { headers = {}, body }: NetworkRequestOptions = {},
  ): Promise<NetworkResponse<T>> {
    if (!isOnLoginHost(url, this.loginHost)) {
      throw new HttpError('invalidRequest', false);
    }
    const response = await this.http.send({
      ...{ method, url, headers, timeoutMs, maxBodyBytes },
      ...defined({ body, signal: this.signal }),
    });
    const { status } = response;
    const answer = { status, headers: response.headers(), body: parseJson(response.body) };
    if (!isAnswer<T>(answer)) {
      throw new HttpError('network', true);
    }
    this.lastCodes = entraCodesIn(descriptionIn(answer.body));
    return answer;
  }
}

/** Entra answers with JSON objects. msal checks what is in them. */
function isAnswer<T>(
  answer: NetworkResponse<T> | NetworkResponse<unknown>,
): answer is NetworkResponse<T> {
  return isJsonObject(answer.body);
}

function descriptionIn(answer: unknown): string {
  const description = isJsonObject(answer) ? answer['error_description'] : undefined;
  return typeof description === 'string' ? description : '';
}

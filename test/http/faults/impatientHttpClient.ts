import {
  HttpError,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
} from '../../../src/base/http';
import type { JumpingClock } from './jumpingClock';

/** The real client, but a time-out that nobody wants to wait for passes on the test's clock. */
export class ImpatientHttpClient implements HttpClient {
  /** Every request that was to be sent, whether or not a server ever saw it. */
  readonly requests: HttpRequest[] = [];
  /** When set, so many real milliseconds stand for the time-out that was asked for. */
  patienceMs: number | undefined;

  constructor(
    private readonly real: HttpClient,
    private readonly clock: JumpingClock,
  ) {}

  async send(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    try {
      return await this.real.send({ ...request, timeoutMs: this.patienceMs ?? request.timeoutMs });
    } catch (error) {
      if (error instanceof HttpError && error.kind === 'timedOut') {
        await this.clock.advance(request.timeoutMs);
      }
      throw error;
    }
  }
}

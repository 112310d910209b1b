import {
  HttpError,
  type HttpClient,
  type HttpRequest,
  type HttpResponse,
} from '../../../src/base/http';
import type { JumpingClock } from './jumpingClock';

/** The real client, whose time-outs pass on the test's clock: a test says when they are reached. */
export class BenchHttpClient implements HttpClient {
  /** Every request that was to be sent, whether or not a server received it. */
  readonly requests: HttpRequest[] = [];
  /** When set, so many real milliseconds stand for each request's time-out. */
  timeLimitMs: number | undefined;
  private readonly underWay = new Set<AbortController>();

  constructor(
    private readonly real: HttpClient,
    private readonly clock: JumpingClock,
  ) {}

  /** The requests that are under way time out. */
  timeOut(): void {
    this.underWay.forEach((timeOut) => {
      timeOut.abort();
    });
  }

  async send(request: HttpRequest): Promise<HttpResponse> {
    this.requests.push(request);
    const timeOut = new AbortController();
    this.underWay.add(timeOut);
    const signal = AbortSignal.any([timeOut.signal, ...(request.signal ? [request.signal] : [])]);
    try {
      const timeoutMs = this.timeLimitMs ?? request.timeoutMs;
      return await this.real.send({ ...request, signal, timeoutMs });
    } catch (error) {
      if (!(error instanceof HttpError && (timeOut.signal.aborted || error.kind === 'timedOut'))) {
        throw error;
      }
      await this.clock.advance(request.timeoutMs);
      throw new HttpError('timedOut', error.mayHaveBeenSent, error.networkCode);
    } finally {
      this.underWay.delete(timeOut);
    }
  }
}

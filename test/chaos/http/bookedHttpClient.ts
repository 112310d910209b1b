import type { HttpClient, HttpRequest, HttpResponse } from '../../../src/base/http';
import type { BookedAnswer, BookedCall, WindowBooks } from '../books';
import { workbooks } from './httpSchedule';

/** Books what goes over the wire. */
export class BookedHttpClient implements HttpClient {
  /** How many requests are under way. */
  running = 0;

  constructor(
    private readonly client: HttpClient,
    private readonly books: WindowBooks,
  ) {}

  async send(request: HttpRequest): Promise<HttpResponse> {
    const end = this.books.begin(callOf(request));
    let booked: BookedAnswer = {};
    this.running += 1;
    try {
      const answer = await this.client.send(request);
      booked = bookedAnswer(answer);
      return answer;
    } finally {
      this.running -= 1;
      end(booked);
    }
  }
}

function callOf({ url, headers }: HttpRequest): BookedCall {
  const path = decodeURIComponent(new URL(url).pathname);
  const workbook = workbooks.find(
    (file) => path.includes(file.itemId) || path.includes(`/${file.path}`),
  );
  return {
    workbook: workbook?.name ?? path,
    address: path.replace(/:?\/workbook\/.*$/, ''),
    isExclusive: path.includes('/workbook/'),
    closes: path.endsWith('/closeSession') ? headers['workbook-session-id'] : undefined,
  };
}

function bookedAnswer({ status, header }: Pick<HttpResponse, 'status' | 'header'>): BookedAnswer {
  const seconds = header('retry-after');
  return {
    retryAfterMs: seconds === undefined ? undefined : Number(seconds) * 1000,
    isForAllCalls: status === 429,
    hasEnded: status === 204 || status === 404,
  };
}

import assert from 'node:assert/strict';
import { CommandTokens } from '../../../src/requests/commandTokens';
import { Deadline } from '../../../src/requests/deadline';
import { RequestScheduler } from '../../../src/requests/requestScheduler';
import { WindowClaims } from '../../../src/sessions/store/workbookClaims';
import { globalGraph } from '../../builders';
import { FakeCredential } from '../../fakes/fakeCredential';
import { ManualClock } from '../../fakes/manualClock';
import { MemoryClaimDisk } from '../../fakes/memoryClaimDisk';
import { RecordingLogger } from '../../fakes/recordingLogger';

/** At most so many requests in any period of so many milliseconds. */
interface Limit {
  readonly requests: number;
  readonly ms: number;
}

/** A service that answers 429 to what goes beyond its limits, and keeps book. */
class LimitedService {
  throttled = 0;
  tooEarly = 0;
  sent = 0;
  private readonly accepted = new Map<string, number[]>();
  private pausedUntil = 0;

  constructor(
    private readonly clock: ManualClock,
    private readonly limits: { readonly ofApp?: Limit; readonly ofWorkbook?: Limit },
    private readonly latencyMs = 20,
  ) {}

  async answer(workbook: string) {
    const now = this.clock.monotonicNow();
    this.sent += 1;
    this.tooEarly += now < this.pausedUntil ? 1 : 0;
    const waitMs = Math.max(
      this.waitIn('app', this.limits.ofApp, now),
      this.waitIn(workbook, this.limits.ofWorkbook, now),
    );
    if (waitMs === 0) {
      this.count('app', this.limits.ofApp, now);
      this.count(workbook, this.limits.ofWorkbook, now);
    }
    await this.clock.delay(this.latencyMs);
    if (waitMs === 0) {
      return { ok: true, value: undefined } as const;
    }
    this.throttled += 1;
    const retryAfterMs = Math.ceil(waitMs / 1000) * 1000;
    this.pausedUntil = Math.max(this.pausedUntil, this.clock.monotonicNow() + retryAfterMs);
    return { ok: false, code: 'throttled', mayRetry: true, retryAfterMs } as const;
  }

  private waitIn(name: string, limit: Limit | undefined, now: number): number {
    const times = this.accepted.get(name) ?? [];
    const first = limit && times.at(-limit.requests);
    return limit && first !== undefined ? Math.max(0, first + limit.ms - now) : 0;
  }

  private count(name: string, limit: Limit | undefined, now: number): void {
    if (limit) {
      this.accepted.set(name, [...(this.accepted.get(name) ?? []).slice(1 - limit.requests), now]);
    }
  }
}

function setup(limits: ConstructorParameters<typeof LimitedService>[1]) {
  const clock = new ManualClock();
  const logger = new RecordingLogger();
  const claims = new WindowClaims({
    ...{ clock, logger, folder: 'none', disk: new MemoryClaimDisk() },
    isAnotherWindowOpen: () => Promise.resolve(false),
  });
  const scheduler = new RequestScheduler({
    claims,
    clock,
    logger,
    maxParallelRequests: () => 128,
  });
  const service = new LimitedService(clock, limits);
  const { signal } = new AbortController();
  const tokens = new CommandTokens(new FakeCredential(), clock, true, signal, signal);
  const send = async (workbook: string, isBulk: boolean) => {
    const scope = { principal: { target: globalGraph }, tokens, deadline: new Deadline(), isBulk };
    const queues = { keys: [{ key: workbook }], claimed: workbook };
    return scheduler.send<undefined>(scope, queues, () => service.answer(workbook));
  };
  /** Closes sessions of some workbooks. @returns how many got a final answer that is good */
  const closeMany = async (sessions: number, workbooks: number) => {
    const answers = Array.from({ length: sessions }, (_, n) => send(`w${n % workbooks}`, true));
    await clock.runUntilIdle();
    return (await Promise.all(answers)).filter(({ ok }) => ok).length;
  };
  return { clock, service, send, closeMany };
}

describe('A service that throttles', () => {
  for (const { title, limits, sessions, workbooks } of [
    {
      title: '10 requests a second for each workbook, of which a bulk close has 10',
      limits: { ofWorkbook: { requests: 10, ms: 1000 } },
      sessions: 1000,
      workbooks: 10,
    },
    {
      title: '10 requests a second for each workbook, of which a bulk close has 100',
      limits: { ofWorkbook: { requests: 10, ms: 1000 } },
      sessions: 2000,
      workbooks: 100,
    },
    {
      title: 'the documented 1,500 requests in 10 seconds for the app',
      limits: { ofApp: { requests: 1500, ms: 10_000 } },
      sessions: 4000,
      workbooks: 400,
    },
    {
      title: '200 requests a second for the app',
      limits: { ofApp: { requests: 200, ms: 1000 } },
      sessions: 4000,
      workbooks: 400,
    },
  ]) {
    it(`answers 429 to less than 2 % of the requests when it allows ${title}`, async () => {
      const { service, closeMany } = setup(limits);
      assert.equal(await closeMany(sessions, workbooks), sessions);
      assert.ok(service.throttled < service.sent * 0.02, `${service.throttled} 429s`);
    }).timeout(60_000);
  }

  it('gets no request before its Retry-After is over, but those that were under way', async () => {
    const { service, closeMany } = setup({ ofApp: { requests: 100, ms: 1000 } });
    await closeMany(1000, 100);
    assert.ok(service.throttled > 0);
    assert.equal(service.tooEarly, 0);
  });

  it('does not hold up a request that a user waits for alone behind a bulk close', async () => {
    const { clock, send } = setup({});
    const bulk = Array.from({ length: 3000 }, (_, n) => send(`w${n % 300}`, true));
    await clock.advance(5000);
    const before = clock.monotonicNow();
    let answeredAt = Infinity;
    void send('w7', false).then(() => {
      answeredAt = clock.monotonicNow();
    });
    await clock.advance(200);
    assert.ok(answeredAt - before <= 60, `${answeredAt - before} ms`);
    await clock.runUntilIdle();
    await Promise.all(bulk);
  }).timeout(60_000);
});

import assert from 'node:assert/strict';
import type { SessionStatus, WorkbookSession } from '../../../../src/model/workbookSession';
import {
  nextStatusChange,
  sessionBadge,
  sessionStatus,
} from '../../../../src/sessions/view/sessionStatus';
import { summaryOf } from '../../../../src/sessions/view/sessionSummary';
import { anUncheckedSession, aWorkbookSession, someTime } from '../../../builders';

/** One session for each status; one that may have expired has no time left. */
const withStatuses = (...statuses: (SessionStatus | 'unchecked')[]) =>
  statuses.map((status) => {
    if (status === 'unchecked') {
      return anUncheckedSession();
    }
    return status === 'maybeExpired'
      ? aWorkbookSession({ status, expiresAt: someTime })
      : aWorkbookSession({ status });
  });

/** The texts for these sessions. */
const statusOf = (sessions: readonly WorkbookSession[], now = someTime) =>
  sessionStatus(summaryOf(sessions, now), now);

describe('sessionStatus', () => {
  it('is undefined without sessions', () => {
    assert.equal(statusOf([]), undefined);
  });

  const table: [(SessionStatus | 'unchecked')[], string][] = [
    [['open'], '$(table) 1 · open'],
    [['open', 'open', 'open'], '$(table) 3 · all open'],
    [['open', 'opening'], '$(table) 2 · 1 opening'],
    [['opening', 'closing', 'closing'], '$(table) 3 · 2 closing'],
    [['open', 'closing', 'maybeExpired'], '$(table) 3 · 1 may have expired'],
    [['maybeExpired', 'maybeExpired'], '$(table) 2 · 2 may have expired'],
    [['maybeExpired', 'closeFailed', 'open'], '$(table) 3 · 1 not closed'],
    [['unchecked'], '$(table) 1 · unchecked'],
    [['unchecked', 'open', 'unchecked', 'closing'], '$(table) 4 · 2 unchecked'],
    [['unchecked', 'maybeExpired', 'unchecked'], '$(table) 3 · 1 may have expired'],
  ];
  for (const [statuses, expected] of table) {
    it(`says “${expected}” for ${statuses.join(', ')}`, () => {
      assert.equal(statusOf(withStatuses(...statuses))?.text, expected);
    });
  }

  describe('with sessions that programs left open', () => {
    const program = { name: 'order-sync.js', processId: 7 };
    const left = () => aWorkbookSession({ status: 'open', program, isProgramRunning: false });
    const running = () => aWorkbookSession({ status: 'open', program, isProgramRunning: true });
    const own = () => aWorkbookSession({ status: 'open' });

    it('says how many there are', () => {
      assert.equal(statusOf([own(), left()])?.text, '$(table) 2 · 1 left open by a program');
      const status = statusOf([left(), own(), left()]);
      assert.equal(status?.text, '$(table) 3 · 2 left open by programs');
      assert.equal(
        status.accessibilityLabel,
        '3 workbook sessions: all open, 2 left open by programs',
      );
    });

    it('counts none whose program runs', () => {
      assert.equal(statusOf([own(), running()])?.text, '$(table) 2 · all open');
    });

    it('says first what is worse', () => {
      const failed = aWorkbookSession({ status: 'closeFailed' });
      assert.equal(statusOf([left(), failed])?.text, '$(table) 2 · 1 not closed');
    });
  });

  it('has full words for a screen reader and names the sessions in the tooltip', () => {
    const status = statusOf(withStatuses('open', 'maybeExpired', 'unchecked'));
    const counts = '3 workbook sessions: 1 may have expired, 1 unchecked, 1 open';
    assert.equal(status?.accessibilityLabel, counts);
    assert.deepEqual(status.tooltip.split('\n'), [
      counts,
      'Budget.xlsx: about 5 minutes left',
      'Budget.xlsx: may have expired',
      'Budget.xlsx: unchecked',
    ]);
    const [one] = withStatuses('open');
    assert.equal(statusOf([one!])?.accessibilityLabel, '1 workbook session: open');
  });

  it('names at most ten sessions', () => {
    const tooltip = statusOf(Array.from({ length: 50 }, () => aWorkbookSession()))?.tooltip;
    assert.equal(tooltip?.split('\n').length, 12);
    assert(tooltip.endsWith('…'));
  });

  it('warns only of a failed close', () => {
    assert.equal(statusOf(withStatuses('closeFailed'))?.severity, 'warning');
    for (const status of ['open', 'opening', 'closing', 'maybeExpired', 'unchecked'] as const) {
      assert.equal(statusOf(withStatuses(status))?.severity, 'info');
    }
  });

  it('uses the time of the call, not of the snapshot', () => {
    const later = statusOf(withStatuses('open'), someTime + 5 * 60_000);
    assert.equal(later?.text, '$(table) 1 · may have expired');
  });

  it('shows a hostile name as plain text', () => {
    const status = statusOf([aWorkbookSession({ workbookName: '$(error)' })]);
    assert(!status?.tooltip.includes('$(error)'));
  });
});

describe('nextStatusChange', () => {
  const nextOf = (...sessions: WorkbookSession[]) =>
    nextStatusChange(summaryOf(sessions, someTime), someTime);

  it('is when a session that the tooltip names has a minute less, or when any session expires', () => {
    const named = Array.from({ length: 10 }, () => aWorkbookSession());
    const later = aWorkbookSession({ createdAt: someTime + 1, expiresAt: someTime + 61_000 });
    assert.equal(nextOf(...named), someTime + 60_000);
    const expired = named.map((session) => ({ ...session, expiresAt: someTime }));
    assert.equal(nextOf(...expired, later), someTime + 61_000);
    assert.equal(nextOf(later, ...expired), someTime + 1000);
  });

  it('is never without open sessions', () => {
    assert.equal(nextOf(), Infinity);
    assert.equal(nextOf(anUncheckedSession()), Infinity);
  });
});

describe('sessionBadge', () => {
  const minute = 60_000;
  const open = (leftMs: number, more: Partial<WorkbookSession> = {}) =>
    aWorkbookSession({ expiresAt: someTime + leftMs, ...more });
  const badgeOf = (sessions: readonly WorkbookSession[], now = someTime) =>
    sessionBadge(summaryOf(sessions, now));

  it('counts what was not closed, what a program left open, and what is about to expire, each once', () => {
    const badge = badgeOf([
      aWorkbookSession({ status: 'closeFailed' }),
      open(5 * minute, { isProgramRunning: false }),
      open(minute, { isProgramRunning: false }),
      open(minute),
    ]);
    assert.deepEqual(badge, { value: 4, tooltip: '4 sessions need attention' });
  });

  it('is absent if all have time, are kept alive, are over, or are being closed', () => {
    const sessions = [
      open(minute + 1),
      open(minute, { keptAliveUntil: someTime + 60 * minute }),
      open(minute, { status: 'closing' }),
      ...withStatuses('maybeExpired', 'unchecked', 'opening'),
    ];
    assert.equal(badgeOf(sessions), undefined);
    assert.equal(badgeOf([]), undefined);
  });

  it('changes when a session has a minute left, and when its time is over', () => {
    const sessions = [open(3 * minute)];
    const seen = [];
    for (let now = someTime; now < Infinity; now = summaryOf(sessions, now).nextAttention) {
      seen.push([now - someTime, badgeOf(sessions, now)?.value]);
    }
    assert.deepEqual(seen, [
      [0, undefined],
      [2 * minute, 1],
      [3 * minute, undefined],
    ]);
  });
});

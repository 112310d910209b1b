import assert from 'node:assert/strict';
import { addressOfIds } from '../../src/model/workbook';
import type { SessionActivity, SessionRecord } from '../../src/model/workbookSession';
import { newSessionId } from '../../src/sandbox/workbookSessions';
import {
  isFulfilled,
  openView,
  screenshot,
  treeRow,
  useWorkbench,
  waitFor,
  type Workbench,
} from './support';
import { leaveSession, storageReady } from './support/records';

const minute = 60_000;
/** The widest reason why a close failed. */
const longestReason = /^(needs administrator|requer administrador)/;
/** Of the one session whose tooltip is looked at. */
const guid = 'c249c899-2848-410e-82dd-b419e18b1df9';

/** Leaves sessions in every mode and state, of three workbooks. */
async function leaveSessions(workbench: Workbench): Promise<void> {
  const now = Date.now();
  const left: [string, Partial<SessionRecord>, SessionActivity][] = [
    [
      'Budget.xlsx',
      { mode: 'persistent', sessionId: `${newSessionId().slice(0, -36)}${guid}` },
      {
        lastActiveAt: now,
        place: { folder: 'Reports/2026', site: 'contoso.sharepoint.com/sites/team' },
      },
    ],
    ['Budget.xlsx', { mode: 'nonPersistent' }, { lastActiveAt: now - 1.5 * minute }],
    ['Budget.xlsx', { mode: 'unknownMode' }, { lastActiveAt: now - 2.5 * minute }],
    ['Forecast 2027.xlsx', { mode: 'nonPersistent' }, { lastActiveAt: now - 60 * minute }],
    ['Forecast 2027.xlsx', { mode: 'nonPersistent', origin: 'added' }, {}],
    ['Forecast 2027.xlsx', { mode: 'unknownMode', origin: 'added' }, {}],
    [
      'Forecast 2027.xlsx',
      { mode: 'persistent' },
      { lastActiveAt: now, failure: { code: 'adminConsentRequired', at: now } },
    ],
    ['Orçamento 2026.xlsx', { mode: 'persistent' }, { lastActiveAt: now }],
    [
      'Orçamento 2026.xlsx',
      { mode: 'nonPersistent' },
      { lastActiveAt: now, failure: { code: 'accountUnavailable', at: now } },
    ],
  ];
  for (const [n, [workbookName, record, activity]] of left.entries()) {
    const address = addressOfIds({ driveId: 'b!drive', itemId: workbookName });
    const given = { workbookName, address, sessionId: newSessionId(), createdAt: now + n };
    await leaveSession(workbench, n + 1, { ...given, ...record }, activity);
  }
}

/** What the view shows of its title and its rows, in pixels. */
interface Shown {
  readonly title: string;
  /** By how much the title is too long. */
  readonly titleOverflow: number;
  /** For each session its label and short id, and how much room is left to the right of both. */
  readonly sessions: readonly { readonly text: string; readonly room: number }[];
}

/** An ellipsis takes some room itself, where a row is cut off behind the short id. */
const measure = `(() => {
  const sidebar = document.querySelector('.part.sidebar');
  const title = sidebar.querySelector('.composite.title h2');
  const roomBehind = (container, text, part) => {
    const range = document.createRange();
    const start = text.data.indexOf(part);
    range.setStart(text, start);
    range.setEnd(text, start + part.length);
    const ellipsis = container.scrollWidth > container.clientWidth ? 12 : 0;
    return container.getBoundingClientRect().right - ellipsis - range.getBoundingClientRect().right;
  };
  const sessions = [...sidebar.querySelectorAll('.monaco-list-row[aria-level="2"]')].map((row) => {
    const container = row.querySelector('.monaco-icon-label-container');
    const label = row.querySelector('.label-name').innerText;
    const text = row.querySelector('.label-description').firstChild;
    const [shortId = ''] = text.data.match(/[\\da-f]{8}/) ?? [];
    return { text: label + ' ' + shortId, room: roomBehind(container, text, shortId) };
  });
  return { title: title.innerText, titleOverflow: title.scrollWidth - title.clientWidth, sessions };
})()`;

const languages = [
  { language: 'en', title: 'Workbook Sessions', unchecked: 'unchecked' },
  { language: 'pt-br', title: 'Sessões Excel', unchecked: 'não verificada' },
] as const;

for (const { language, title, unchecked } of languages) {
  describe(`The view at its default width, in ${language}`, () => {
    const workbench = useWorkbench(() => (language === 'en' ? {} : { language }));

    before(async () => {
      await storageReady(workbench);
      await leaveSessions(workbench);
      await workbench.reload();
      await openView(workbench.page, title);
      await treeRow(workbench.page, /Forecast 2027/)
        .last()
        .waitFor();
    });

    it('shows its title, and of every session the state, the mode and the short id', async () => {
      const { page } = workbench;
      assert.equal((await page.locator('.part.sidebar').boundingBox())?.width, 300);
      // The tooltip of the icon that opened the view hides a row. It stays if the number on the icon changes
      // meanwhile, until the pointer has been on the icon again.
      const hovers = page.locator('.monaco-hover:visible');
      const isTooltipGone = async () => {
        await page.mouse.move(28, 316);
        await page.mouse.move(800, 400);
        return (await hovers.count()) === 0;
      };
      await waitFor(isTooltipGone, { intervalMs: 500, what: 'no tooltip' });
      const shown = await page.evaluate<Shown>(measure);
      const { titleOverflow, sessions } = shown;
      await screenshot(page, `session-rows-${language}`);
      // VS Code draws the first letter of each word as a capital one.
      assert.equal(shown.title, title);
      assert.ok(titleOverflow <= 0, `The title is ${titleOverflow} pixels too long.`);
      assert.equal(sessions.length, 9);
      assert.ok(sessions.some(({ text }) => text.startsWith(`${unchecked} `)));
      for (const { text, room } of sessions) {
        assert.match(text, /^\S.* [\da-f]{8}$/);
        assert.ok(room >= 0, `“${text}” is ${-room} pixels too long.`);
      }
      for (const icon of ['save', 'discard', 'question', 'error']) {
        const shown = page.locator(`.part.sidebar .monaco-list-row .codicon-${icon}`);
        assert.notEqual(await shown.count(), 0, icon);
      }
    });

    it('shows the longest reason of a failed close in full, also beside the icons of its row', async () => {
      const { page } = workbench;
      const row = treeRow(page, /needs administrator|requer administrador/).last();
      await row.hover();
      const icons = row.locator('.actions .action-label');
      await icons.first().waitFor();
      const name = await row.locator('.label-name').boundingBox();
      const first = await icons.first().boundingBox();
      await screenshot(page, `session-row-reason-${language}`);
      assert.match(await row.locator('.label-name').innerText(), longestReason);
      assert.ok(name && first && name.x + name.width <= first.x, JSON.stringify({ name, first }));
    });

    it('shows on a collapsed workbook how many sessions it has and the worst state', async () => {
      const { page } = workbench;
      const row = treeRow(page, /Orçamento 2026\.xlsx/).first();
      await row.click();
      await waitFor(async () => (await row.getAttribute('aria-expanded')) === 'false');
      assert.match(await row.innerText(), /2 · 1 /);
      await screenshot(page, `session-rows-collapsed-${language}`);
    });

    it('shows all details when the pointer rests on a session', async () => {
      const { page } = workbench;
      const tooltip = page.locator('.monaco-hover:visible').filter({ hasText: 'Budget.xlsx' });
      const row = treeRow(page, /Budget\.xlsx/).nth(1);
      // A row that is drawn again shows no tooltip until the pointer comes to it anew.
      await waitFor(
        async () => {
          await page.mouse.move(800, 400);
          await row.hover();
          return isFulfilled(tooltip.first().waitFor({ timeout: 5000 }));
        },
        { timeoutMs: 60_000, what: 'the tooltip' },
      );
      const text = await tooltip.first().innerText();
      assert.match(text, /c249c899/);
      assert.match(text, /contoso\.sharepoint\.com\/sites\/team › Reports › 2026/);
      await screenshot(page, `session-tooltip-${language}`);
    });
  });
}

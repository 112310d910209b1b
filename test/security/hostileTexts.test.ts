import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import type { WorkbookSession } from '../../src/model/workbookSession';
import { findSessions } from '../../src/import/sessionScanner';
import { readPastedSession } from '../../src/import/pastedSession';
import { placeOfSession } from '../../src/graph/workbookPlace';
import { readWorkbookText } from '../../src/import/workbookTextReader';
import {
  closeConfirmation,
  createAgainConfirmation,
  openConfirmation,
} from '../../src/sessions/view/confirmations';
import { errorMessage } from '../../src/messages/errorMessages';
import { expiryNoticeText } from '../../src/sessions/view/expiryNoticeText';
import { outcomeMessage } from '../../src/sessions/view/outcomeMessages';
import { closeTexts } from '../../src/sessions/view/outcomeTexts';
import { sessionQuickPickItem } from '../../src/sessions/view/quickPicks';
import { sessionStatus } from '../../src/sessions/view/sessionStatus';
import { summaryOf } from '../../src/sessions/view/sessionSummary';
import { sessionTooltip, workbookTooltip } from '../../src/sessions/view/sessionTooltip';
import { snippetOf } from '../../src/snippets/snippets';
import { aWorkbookSession, globalGraph, someTime } from '../builders';
import { workbookRows } from '../rows';

const accountLabel = (label: string) => ({ id: 'object-id.tenant-id', label });

/** Everything that is said about a session anywhere. */
function saidOf(session: WorkbookSession): readonly string[] {
  const other = aWorkbookSession({ key: '00000000-0000-4000-8000-000000000002' });
  const [workbook] = workbookRows([session], someTime);
  const questions = [
    closeConfirmation([session]),
    closeConfirmation([session, other]),
    createAgainConfirmation(session),
    openConfirmation(session, { host: 'evil.example' }),
  ];
  const { key } = session;
  const failed = { key, outcome: 'failed', code: 'accountUnavailable' } as const;
  return [
    workbook!.label,
    workbook!.description,
    workbook!.accessibilityLabel,
    ...workbook!.sessions.flatMap((row) => [row.label, row.description, row.accessibilityLabel]),
    ...questions.flatMap(({ question, detail, button }) => [question, detail, button]),
    ...textsOf(sessionQuickPickItem(session, someTime)),
    ...textsOf(sessionStatus(summaryOf([session], someTime), someTime)),
    sessionTooltip(session, someTime, 'en'),
    workbookTooltip([session], someTime),
    expiryNoticeText([session]),
    outcomeMessage(closeTexts, [{ key, outcome: 'closed' }], [session]).text,
    outcomeMessage(closeTexts, [failed], [session]).text,
    errorMessage('accountUnavailable', { accountLabel: session.account!.label }).what,
    errorMessage('accountUnavailable', { accountLabel: session.account!.label }).advice,
  ];
}

function textsOf(value: unknown): readonly string[] {
  return Object.values(value ?? {}).filter((text): text is string => typeof text === 'string');
}

/** What is said of a session whose workbook, place or owner has this name. */
function saidOfName(name: string): readonly string[] {
  return [
    ...saidOf(aWorkbookSession({ workbookName: name, status: 'closeFailed' })),
    ...saidOf(aWorkbookSession({ account: accountLabel(name) })),
    ...saidOf(aWorkbookSession({ label: name })),
    ...saidOf(
      aWorkbookSession({
        address: { drive: { kind: 'site', id: name }, item: { kind: 'path', path: name } },
      }),
    ),
  ];
}

describe('A name that somebody else gave', () => {
  it('holds a link, a command or an icon', () => {
    const said = [
      '[Budget](command:workbench.action.quit).xlsx',
      '[Sign in again](https://evil.example "Microsoft")',
      '![x](https://evil.example/pixel) $(error) $(sync~spin).xlsx',
    ].flatMap(saidOfName);
    assert.ok(said.some((text) => text.includes('Budget')));
    for (const text of said) {
      // The product's own icon in front of the status item aside.
      assert.doesNotMatch(text.replace(/^\$\([a-z~-]+\) /, ''), /\]\(|\$\(/, text);
    }
  });

  it('is drawn in another order or is invisible', () => {
    const said = [
      'invoice\u202Excod.slx',
      '\u2066\u2067Budget\u2069\u200F.xlsx',
      'Bud\u200Bget\u2060\uFEFF\u00AD.xlsx',
      '\u{E0041}\u{E0042}Budget.xlsx',
    ].flatMap(saidOfName);
    for (const text of said) {
      assert.doesNotMatch(text, /[\p{Bidi_Control}\u200B\u2060\uFEFF\u00AD\u{E0000}-\u{E007F}]/u);
    }
  });

  it('adds lines that look like the extension’s own', () => {
    const said = [
      'Budget.xlsx\n\nYour session has expired. Sign in at evil.example.',
      'Budget.xlsx\r\nX\u2028Y\u2029Z\u0085\u001b[31m\u0000',
    ].flatMap(saidOfName);
    for (const text of said) {
      assert.doesNotMatch(text, /\n+(?:Your session|X)|[\u2028\u2029\u0085\u001b\0\r]/);
    }
  });

  it('has two hundred thousand characters', () => {
    const said = ['Budget '.repeat(30_000), `a${'\u0301'.repeat(200_000)}`].flatMap(saidOfName);
    for (const text of said) {
      assert.ok(text.length < 3000, `${text.length} characters`);
    }
  });
});

describe('A text that somebody has us paste', () => {
  const readers = [
    (text: string) => findSessions(text, globalGraph),
    (text: string) => readWorkbookText(text, globalGraph),
    (text: string) => readPastedSession(text, globalGraph),
  ];

  it('is written to keep the editor busy', () => {
    const traps = [
      'workbook-session-id: ',
      'authorization: bearer ',
      '@a={{a}}{{a}}\n{{a}}',
      'eyJ'.repeat(5),
      'token="\\"'.repeat(3),
      'https://graph.microsoft.com/v1.0/drives/',
      '/me/drive/root:/a ',
      "'\\'' ",
      ' '.repeat(20),
    ];
    for (const trap of traps) {
      const text = trap.repeat(Math.ceil(60_000 / trap.length));
      for (const read of readers) {
        const start = performance.now();
        ignoringRefusal(() => read(text));
        const ms = performance.now() - start;
        assert.ok(ms < 5000, `${JSON.stringify(trap)} took ${ms} ms`);
      }
    }
  });

  it('has a hundred megabytes', () => {
    const address = 'https://graph.microsoft.com/v1.0/me/drive/items/01ITEM';
    const text = `${' '.repeat(100 * 1024 * 1024)}${address} workbook-session-id: cluster=EU1`;
    // What comes so late is not read any more, and neither is the rest where one line is expected.
    assert.deepEqual(findSessions(text, globalGraph), []);
    assert.deepEqual(readWorkbookText(text, globalGraph), {
      kind: 'refused',
      code: 'invalidAddress',
    });
    assert.throws(() => readPastedSession(text, globalGraph), { code: 'invalidAddress' });
  });

  it('grows a thousandfold by the variables in it', () => {
    const definitions = Array.from({ length: 40 }, (_, n) =>
      n === 0 ? '@v0=workbook-session-id' : `@v${n}={{v${n - 1}}}{{v${n - 1}}}`,
    );
    const start = performance.now();
    const found = findSessions(
      `${definitions.join('\n')}\n${'{{v39}}\n'.repeat(2000)}`,
      globalGraph,
    );
    assert.ok(found.length <= 1000);
    assert.ok(performance.now() - start < 5000);
  });

  it('hides an access token where a session id is expected', () => {
    // With `=`, as in all session IDs. Without it, a token would be no session ID in any case.
    const token = `eyJhbGciOiJIUzI1NiJ9.eyJhdWQiOiJ4In0.${'c2lnbmF0dXJl'.repeat(4)}==`;
    const address = 'https://graph.microsoft.com/v1.0/drives/b!d/items/01I/workbook/closeSession';
    for (const text of [
      `POST ${address}\nAuthorization: Bearer ${token}\nworkbook-session-id: ${token}`,
      `${address} workbook-session-id: ${token}`,
      `curl '${address}' -H 'workbook-session-id: Bearer ${token}'`,
      `{"workbook-session-id":"${token}","authorization":"Bearer ${token}"}`,
    ]) {
      for (const read of readers) {
        const found = ignoringRefusal(() => read(text));
        assert.ok(!JSON.stringify(found ?? null).includes(token.slice(-30)), text);
      }
    }
  });
});

describe('A session id that somebody else gave', () => {
  it('runs a command in the shell when its snippet is pasted there', () => {
    for (const sessionId of [
      "';touch\t$OWNED;'".replaceAll('\t', '${IFS}'),
      '$(echo>$OWNED)',
      '`echo>$OWNED`',
      '"\'$(echo>$OWNED)\'"',
      "'\\''$(echo>$OWNED)",
      '!!&&echo>$OWNED',
    ]) {
      const session = aWorkbookSession();
      const place = placeOfSession(session, { apiVersion: 'v1.0', endpoint: '' });
      const snippet = snippetOf('curl', {
        ...place,
        sessionId,
        workbookName: session.workbookName,
      });
      const program = `OWNED=/dev/stderr\ncurl() { printf '%s\\n' "$@"; }\n${snippet}`;
      const { stdout, stderr } = spawnSync('sh', ['-s'], { input: program, encoding: 'utf8' });
      assert.equal(stderr, '', sessionId);
      assert.ok(stdout.includes(`\nworkbook-session-id: ${sessionId}\n`), stdout);
    }
  });
});

function ignoringRefusal(read: () => unknown): unknown {
  try {
    return read();
  } catch {
    return undefined;
  }
}

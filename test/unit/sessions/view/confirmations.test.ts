import assert from 'node:assert/strict';
import type { SessionMode } from '../../../../src/model/workbookSession';
import {
  closeConfirmation,
  commandNeedsConfirmation,
  copyIdConfirmation,
  createAgainConfirmation,
  forgetConfirmation,
  needsConfirmation,
  openConfirmation,
} from '../../../../src/sessions/view/confirmations';
import { aSandbox, aWorkbookSession } from '../../../builders';

const withModes = (...modes: SessionMode[]) => modes.map((mode) => aWorkbookSession({ mode }));

describe('needsConfirmation', () => {
  it('asks by default if edits may be lost', () => {
    assert(!needsConfirmation(withModes('persistent', 'persistent'), 'nonPersistent'));
    assert(needsConfirmation(withModes('persistent', 'nonPersistent'), 'nonPersistent'));
    assert(needsConfirmation(withModes('unknownMode'), 'nonPersistent'));
  });

  it('follows the setting', () => {
    assert(needsConfirmation(withModes('persistent'), 'always'));
    assert(!needsConfirmation(withModes('nonPersistent', 'unknownMode'), 'never'));
    assert(!needsConfirmation([], 'always'));
  });
});

describe('commandNeedsConfirmation', () => {
  it('asks before one command closes several sessions, whatever their mode and the setting', () => {
    for (const setting of ['nonPersistent', 'always', 'never'] as const) {
      assert(commandNeedsConfirmation(withModes('persistent', 'persistent'), setting), setting);
    }
  });

  it('follows the setting for one session', () => {
    assert(!commandNeedsConfirmation(withModes('persistent'), 'nonPersistent'));
    assert(commandNeedsConfirmation(withModes('nonPersistent'), 'nonPersistent'));
    assert(commandNeedsConfirmation(withModes('persistent'), 'always'));
    assert(!commandNeedsConfirmation(withModes('nonPersistent'), 'never'));
    assert(!commandNeedsConfirmation([], 'always'));
  });
});

describe('closeConfirmation', () => {
  it('asks about one persistent session without a warning', () => {
    assert.deepEqual(closeConfirmation(withModes('persistent')), {
      question: 'Close the session of “Budget.xlsx”?',
      detail: '',
      button: 'Close Session',
      refusal: 'Don’t Close',
    });
  });

  it('warns that the edits of a non-persistent session are lost', () => {
    assert.equal(
      closeConfirmation(withModes('nonPersistent')).detail,
      'The session is non-persistent: edits made in it are lost when it is closed.',
    );
  });

  it('warns of an unknown mode', () => {
    assert.match(
      closeConfirmation(withModes('unknownMode')).detail,
      /mode of the session is unknown/,
    );
  });

  it('says how many sessions lose edits', () => {
    const { question, detail, button } = closeConfirmation(
      withModes('persistent', 'nonPersistent', 'unknownMode'),
    );
    assert.equal(question, 'Close 3 sessions of “Budget.xlsx”?');
    assert.match(
      detail,
      /^1 persistent, 1 non-persistent, 1 of unknown mode\n\n1 of them is non-persistent.*\n\nThe mode of 1 of them is unknown/,
    );
    assert.equal(button, 'Close 3 Sessions');
    const many = closeConfirmation(
      withModes('nonPersistent', 'nonPersistent', 'unknownMode', 'unknownMode'),
    ).detail;
    assert.match(
      many,
      /^2 non-persistent, 2 of unknown mode\n\n2 of them are non-persistent.*\n\nThe mode of 2 of them is unknown/,
    );
  });

  it('says how many unchecked sessions are left alone', () => {
    const detail = (unchecked: number) =>
      closeConfirmation(withModes('persistent'), unchecked).detail;
    assert.equal(detail(0), '');
    assert.equal(
      detail(1),
      '1 more session is unchecked and will not be closed. Refresh it to find out whether it is alive.',
    );
    assert.equal(
      detail(3),
      '3 more sessions are unchecked and will not be closed. Refresh them to find out whether they are alive.',
    );
  });

  it('names the workbooks, up to eight', () => {
    const sessions = Array.from({ length: 12 }, (_, n) =>
      aWorkbookSession({ workbookName: `w${n}.xlsx` }),
    );
    const { question, detail } = closeConfirmation(sessions);
    assert.equal(question, 'Close 12 sessions of 12 workbooks?');
    assert.equal(
      detail,
      '12 persistent\n\nw0.xlsx\nw1.xlsx\nw2.xlsx\nw3.xlsx\nw4.xlsx\nw5.xlsx\nw6.xlsx\nw7.xlsx\n…',
    );
  });
});

describe('The button that Enter presses', () => {
  it('answers no to closing sessions, whatever their number and mode', () => {
    for (const modes of [
      ['persistent'],
      ['nonPersistent'],
      ['unknownMode', 'persistent'],
    ] as const) {
      assert.equal(closeConfirmation(withModes(...modes)).refusal, 'Don’t Close');
    }
  });

  it('answers no to copying a session ID and to opening an unknown host', () => {
    assert.equal(copyIdConfirmation(withModes('persistent')).refusal, 'Don’t Copy');
    const session = aWorkbookSession();
    assert.equal(openConfirmation(session, { host: 'x.example' }).refusal, 'Don’t Open');
  });

  it('answers yes to forgetting one session and to creating one again, but no to forgetting several', () => {
    assert.equal(forgetConfirmation(1).refusal, undefined);
    assert.equal(forgetConfirmation(2).refusal, 'Keep');
    assert.equal(createAgainConfirmation(aWorkbookSession()).refusal, undefined);
  });
});

describe('copyIdConfirmation', () => {
  it('names the workbook of one session and counts several', () => {
    const { question, detail, button } = copyIdConfirmation(withModes('persistent'));
    assert.equal(question, 'Copy the session ID of “Budget.xlsx”?');
    assert.match(detail, /clipboard\. Treat a session ID like a password\.$/);
    assert.equal(button, 'Copy');
    const two = withModes('persistent', 'persistent');
    assert.equal(copyIdConfirmation(two).question, 'Copy the IDs of 2 sessions?');
    assert.equal(
      copyIdConfirmation(two).detail,
      'Every program and extension can read the clipboard. Treat session IDs like passwords.',
    );
  });
});

describe('forgetConfirmation', () => {
  it('has texts for one session and for several', () => {
    assert.match(forgetConfirmation(1).detail, /The session stays open there until it expires/);
    assert.equal(
      forgetConfirmation(2).detail,
      'Nothing is sent to the service. The sessions stay open there until they expire after some idle minutes. Without their IDs, nobody can close them earlier.',
    );
  });
});

describe('openConfirmation', () => {
  it('shows the whole host, however long it is', () => {
    const host = `contoso.sharepoint.com.${'a'.repeat(60)}.${'b'.repeat(60)}.evil.tld`;
    assert.deepEqual(openConfirmation(aWorkbookSession(), { host }), {
      question: `Open ${host} in your browser?`,
      detail:
        'Microsoft Graph gave this address for “Budget.xlsx”. It is not a SharePoint address. Open it only if you know the host.',
      button: 'Open',
      refusal: 'Don’t Open',
    });
  });

  it('says that a workbook of the sandbox is made up', () => {
    const session = aWorkbookSession({ target: aSandbox(), workbookName: 'A\u202Exslx.exe' });
    assert.equal(
      openConfirmation(session, { host: 'workbooks.example' }).detail,
      'The sandbox gave this address for “Axslx.exe”. Like the workbook, it is made up. Nothing is there.',
    );
  });
});

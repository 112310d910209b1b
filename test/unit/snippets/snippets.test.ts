import assert from 'node:assert/strict';
import fc from 'fast-check';
import { sandboxToken } from '../../../src/base/sandboxToken';
import {
  copiedText,
  snippetKinds,
  snippetOf,
  snippetQuickPickItems,
} from '../../../src/snippets/snippets';
import { anyText } from '../anyText';
import { aSnippetSource, realSessionId, sandboxRoot } from './snippetSources';

describe('Snippets', () => {
  it('are all offered, each with a label and what it is for', () => {
    const items = snippetQuickPickItems();
    assert.deepEqual(
      items.map(({ snippet }) => snippet),
      snippetKinds,
    );
    assert.equal(new Set(items.map(({ label }) => label)).size, items.length);
    assert.ok(items.every(({ description }) => description !== ''));
  });

  it('have the header alone as the smallest of them', () => {
    assert.equal(
      snippetOf('headerLine', aSnippetSource()),
      `workbook-session-id: ${realSessionId}`,
    );
  });

  for (const kind of snippetKinds) {
    it(`name the session once and no token: ${kind}`, () => {
      for (const graphRoot of ['https://graph.microsoft.com/v1.0', sandboxRoot]) {
        const snippet = snippetOf(kind, aSnippetSource({ graphRoot }));
        assert.equal(snippet.split(realSessionId).length, 2);
        assert.ok(!snippet.includes(sandboxToken));
        assert.equal(snippet.includes('GRAPH_TOKEN'), kind !== 'headerLine');
      }
    });

    it(`have as many lines whatever the workbook's name: ${kind}`, () => {
      const lines = (workbookName: string) =>
        snippetOf(kind, aSnippetSource({ workbookName })).split(
          /\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]/,
        );
      fc.assert(
        fc.property(anyText, (name) => {
          assert.equal(lines(`x${name}`).length, lines('x').length);
        }),
      );
      assert.deepEqual(lines('a\r\nb\u2028c\u0085d').length, lines('x').length);
    });

    it(`refuse what is no session id: ${kind}`, () => {
      for (const sessionId of ['', 'a b', 'a\nb', 'ã']) {
        assert.throws(() => snippetOf(kind, aSnippetSource({ sessionId })), {
          code: 'invalidSessionId',
        });
      }
    });
  }

  it('are copied with a word on where the token goes', () => {
    assert.equal(
      copiedText('curl', false),
      'Copied. It contains the session ID: treat it like a password. Put your access token into the environment variable GRAPH_TOKEN: the code reads it from there.',
    );
    assert.match(copiedText('python', true), /GRAPH_TOKEN; the sandbox takes workbook-sessions-/);
    assert.doesNotMatch(copiedText('headerLine', true), /token/);
  });
});

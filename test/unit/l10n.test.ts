import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as l10n from '@vscode/l10n';
import { getL10nJson } from '@vscode/l10n-dev';
import { errorCodes } from '../../src/model/errors';
import { errorMessage } from '../../src/messages/errorMessages';
import { failureReason } from '../../src/messages/failureReasons';
import { stateText } from '../../src/sessions/view/sessionTexts';
import { aWorkbookSession, someTime } from '../builders';

const root = join(__dirname, '../..');
const howToExport = 'run: npm run l10n, then translate what is new';

type Texts = Readonly<Record<string, string>>;

const sources = readdirSync(join(root, 'src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts'))
  .map((name) => ({ name, contents: readFileSync(join(root, 'src', name), 'utf8') }))
  .filter(({ contents }) => contents.includes('l10n'));

function bundle(name: string): Texts {
  return JSON.parse(readFileSync(join(root, 'l10n', name), 'utf8')) as Texts;
}

/** The keys of one that the other lacks. */
const lacking = (one: Texts, other: Texts) => Object.keys(one).filter((key) => !(key in other));
const placeholders = (text: string) => (text.match(/\{[^}]*\}/g) ?? []).sort();

describe('texts in other languages', () => {
  const english = bundle('bundle.l10n.json');
  const portuguese = bundle('bundle.l10n.pt-br.json');

  it('all stand in src as literals, so that the exporter finds them', () => {
    for (const { name, contents } of sources) {
      const calls = contents.match(/\bl10n\.t\(\s*.{0,40}/g) ?? [];
      const hidden = calls.filter((call) => !/^l10n\.t\(\s*['"]/.test(call));
      assert.deepEqual(hidden, [], `src/${name} hides a text from the exporter`);
    }
  });

  it('are all in l10n/bundle.l10n.json, and nothing else is', async function () {
    this.timeout(60_000);
    // One file of all: the exporter is slow to start on each.
    const contents = sources.map((source) => source.contents).join('\n');
    const exported = (await getL10nJson([{ contents, extension: '.ts' }])) as Texts;
    const missing = lacking(exported, english);
    assert.deepEqual(missing, [], `l10n/bundle.l10n.json lacks texts of src; ${howToExport}`);
    const stale = lacking(english, exported);
    assert.deepEqual(stale, [], `l10n/bundle.l10n.json has texts that src lacks; ${howToExport}`);
  });

  it('are all in Portuguese, and nothing else is', () => {
    const missing = lacking(english, portuguese);
    assert.deepEqual(missing, [], 'l10n/bundle.l10n.pt-br.json lacks these keys: translate them');
    const stale = lacking(portuguese, english);
    assert.deepEqual(stale, [], 'l10n/bundle.l10n.pt-br.json has these stale keys: remove them');
  });

  it('keep their placeholders and endings', () => {
    for (const [key, text] of Object.entries(portuguese)) {
      assert.deepEqual(placeholders(text), placeholders(key), `placeholders of “${key}”`);
      assert.equal(/[.?:…]?$/.exec(text)?.[0], /[.?:…]?$/.exec(key)?.[0], `ending of “${key}”`);
      assert.equal(text, text.trim());
      assert.notEqual(text, '');
    }
  });

  it('give reasons that a row of the view has room for', () => {
    for (const contents of [{}, { ...portuguese }]) {
      l10n.config({ contents });
      try {
        const tooLong = errorCodes
          .map((code) => failureReason(code))
          .filter((text) => text.length > 35);
        assert.deepEqual(tooLong, []);
      } finally {
        l10n.config({ contents: {} });
      }
    }
  });

  it('appear in the language of the window', () => {
    l10n.config({ contents: { ...portuguese } });
    try {
      assert.equal(stateText(aWorkbookSession(), someTime), 'cerca de 5 minutos restantes');
      assert.match(errorMessage('locked').what, /^O arquivo está bloqueado/);
    } finally {
      l10n.config({ contents: {} });
    }
  });
});

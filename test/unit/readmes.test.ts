import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { settingIds } from '../../src/contributions';

type Texts = Readonly<Record<string, string>>;

const root = path.join(__dirname, '../..');
const read = (name: string) => readFileSync(path.join(root, name), 'utf8');

/** The rows of the first table under a heading, each as its cells. */
function rowsUnder(readme: string, heading: string): string[][] {
  const [, section = ''] = readme.split(`\n## ${heading}\n`);
  const table = /(?:^\|.*\n)+/m.exec(section)?.[0].trimEnd().split('\n') ?? [];
  return table.slice(2).map((line) => line.split('|').map((cell) => cell.trim()));
}

const readmes = [
  { file: 'README.md', texts: 'package.nls.json', commands: 'Commands', settings: 'Settings' },
  {
    ...{ file: 'README.pt-BR.md', texts: 'package.nls.pt-br.json' },
    ...{ commands: 'Comandos', settings: 'Configurações' },
  },
];

/** The keys of the titles in the first column of the table of commands. */
function commandsOf({ file, texts, commands }: (typeof readmes)[number]): string[][] {
  const titles = Object.entries(JSON.parse(read(texts)) as Texts).filter(([key]) =>
    key.startsWith('command.'),
  );
  return rowsUnder(read(file), commands).map(([, cell = '']) =>
    [...cell.matchAll(/\*\*(.+?)\*\*/g)].map(([, title]) => {
      const key = titles.find(([, text]) => text === title)?.[0];
      return key ?? assert.fail(`${file}: no command has the title “${title}”`);
    }),
  );
}

describe('the READMEs', () => {
  const [english, portuguese] = readmes;

  it('have the same commands in the same order, by the titles of their language', () => {
    assert.ok(english && portuguese);
    assert.notEqual(commandsOf(english).length, 0);
    assert.deepEqual(commandsOf(portuguese), commandsOf(english));
  });

  it('have every setting with its default', () => {
    for (const { file, settings } of readmes) {
      const rows = rowsUnder(read(file), settings);
      const ids = rows.map(([, cell = '']) => `workbookSessions.${cell.replaceAll('`', '')}`);
      assert.deepEqual(ids.sort(), [...settingIds].sort(), file);
    }
    const [first, second] = readmes.map(({ file, settings }) =>
      rowsUnder(read(file), settings).map(([, id, value]) => [id, value]),
    );
    assert.deepEqual(second, first);
  });

  it('link to each other', () => {
    assert.match(read('README.md'), /\]\(README\.pt-BR\.md\)/);
    assert.match(read('README.pt-BR.md'), /\]\(README\.md\)/);
  });
});

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { repository } from '../../host/paths.mjs';
import { guards } from '../../security/guardTable.mjs';
import { testTitles } from './testTitles';

const read = (file: string) => readFileSync(path.join(repository, file), 'utf8');

describe('The table of guards', () => {
  it('has an entry for every test of the security suite, and for no other', () => {
    const tests = testTitles('test/security').map(({ file, title }) => `${file}: ${title}`);
    assert.ok(tests.length > 40);
    const named = guards.map((guard) => `test/security/${guard.in}: ${guard.test}`);
    assert.deepEqual([...new Set(named)].sort(), [...tests].sort());
  });

  it('finds each guard once in its file', () => {
    for (const { removals } of guards) {
      for (const { file, text, instead } of removals) {
        assert.equal(read(file).split(text).length - 1, 1, `${file}: ${text}`);
        assert.notEqual(text, instead);
      }
    }
  });
});

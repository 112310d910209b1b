import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import manifest from '../../../package.json';
import { repository } from '../../host/paths.mjs';
import { testTitles } from './testTitles';

const text = readFileSync(path.join(repository, 'SECURITY.md'), 'utf8');

const suites = ['unit', 'http', 'integration', 'e2e', 'security'].map((name) => `test/${name}`);

/** The rows of the tables, as promise and tests. */
const promises = text
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .map((line) => line.split(/(?<!\\)\|/).map((cell) => cell.trim()))
  .filter(([, promise = '']) => promise !== 'promise' && !/^-+$/.test(promise))
  .map(([, promise = '', tests = '']) => ({ promise, tests }));

describe('SECURITY.md', () => {
  it('names for each promise tests that there are', function () {
    // Every test there is gets parsed.
    this.timeout(60_000);
    const titles = new Set(suites.flatMap(testTitles).map(({ title }) => title));
    assert.ok(promises.length > 10);
    for (const { promise, tests } of promises) {
      const named = [...tests.matchAll(/“(.*?)”(?=, “|$)/g)].map(([, title = '']) => title);
      assert.ok(named.length > 0, `nothing holds: ${promise}`);
      assert.equal(named.map((title) => `“${title}”`).join(', '), tests, promise);
      const missing = named.filter((title) => !titles.has(title));
      assert.deepEqual(missing, [], promise);
    }
  });

  it('makes its promises in the tables alone', () => {
    const sections = text.split(/^## /m).slice(1);
    const withTable = sections.filter((section) => /^What (?:is|others)/.test(section));
    assert.equal(withTable.length, 3);
    for (const section of withTable) {
      const [, ...lines] = section.split('\n');
      const outside = lines.filter((line) => line.trim() !== '' && !line.startsWith('|'));
      assert.deepEqual(outside, []);
    }
  });

  it('says where to report: in private, at the repository of the manifest', () => {
    const repositoryUrl = manifest.repository.url.replace(/\.git$/, '');
    assert.ok(text.includes(`(${repositoryUrl}/security/advisories/new)`));
  });
});

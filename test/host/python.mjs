// Finds Python and the HTTP clients that its programs may use.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { installWithApt } from './apt.mjs';

const packages = ['requests', 'httpx', 'aiohttp'];

/**
 * Python with the clients that it has. On Debian and Ubuntu, as root, those that are missing are installed.
 *
 * @returns {{ executable: string, missing: readonly string[] } | undefined}
 */
export function findPython() {
  const found = ['/usr/bin/python3', 'python3', 'python'].filter(
    (name) => spawnSync(name, ['--version']).status === 0,
  );
  const executable = found.find((name) => missingIn(name).length === 0) ?? found[0];
  if (executable === undefined) {
    return installWithApt('Python', ['python3']) && existsSync('/usr/bin/python3')
      ? findPython()
      : undefined;
  }
  const missing = missingIn(executable);
  const debian = missing.map((name) => `python3-${name}`);
  return missing.length > 0 && installWithApt("Python's HTTP clients", debian)
    ? { executable, missing: missingIn(executable) }
    : { executable, missing };
}

/** @param {string} executable */
function missingIn(executable) {
  const code = `import importlib.util as u, json; print(json.dumps([n for n in ${JSON.stringify(packages)} if not u.find_spec(n)]))`;
  const { stdout } = spawnSync(executable, ['-c', code], { encoding: 'utf8' });
  return /** @type {readonly string[]} */ (JSON.parse(stdout));
}

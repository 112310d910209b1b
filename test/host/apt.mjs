// Installs what tests need beside npm's packages.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';

/**
 * Installs packages of Debian or Ubuntu, as root only.
 *
 * @param {string} what
 * @param {readonly string[]} packages
 * @returns {boolean} whether they are installed
 */
export function installWithApt(what, packages) {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) {
    return false;
  }
  console.log(`Installing ${what} with apt-get …`);
  apt(['update']);
  return apt(['install', '-y', '--no-install-recommends', ...packages]);
}

/** @param {readonly string[]} args */
function apt(args) {
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const { status, stderr } = spawnSync('apt-get', ['-qq', ...args], { env, encoding: 'utf8' });
  if (status !== 0) {
    console.error(stderr.trim());
  }
  return status === 0;
}

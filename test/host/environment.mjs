/**
 * The environment without what a surrounding VS Code or a proxy left in it.
 *
 * @param {NodeJS.ProcessEnv} environment
 * @returns {NodeJS.ProcessEnv}
 */
export function cleanEnvironment(environment) {
  const unwanted = /^(VSCODE_(?!TEST_OPTIONS)|ELECTRON_|NODE_OPTIONS$|(https?|all|no)_proxy$)/i;
  return Object.fromEntries(Object.entries(environment).filter(([name]) => !unwanted.test(name)));
}

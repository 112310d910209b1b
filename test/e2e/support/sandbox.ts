import assert from 'node:assert/strict';
import type { RecordedRequest } from '../../../src/sandbox/graphCall';
import type { WorkbenchOptions } from './workbench';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../../src/sandbox/sandbox';

/**
 * A sandbox of the story's own process, so that the story sees what reached it. To be called in a
 * `describe`: it runs while the stories of that block do, and the block fails when a request broke a
 * rule of the service.
 */
export function useSandbox(options: SandboxOptions = {}): () => Sandbox {
  const running: { sandbox?: Sandbox } = {};
  const sandbox = (): Sandbox => {
    assert.ok(running.sandbox, 'The sandbox runs while the stories do.');
    return running.sandbox;
  };
  before(async () => {
    running.sandbox = await startSandbox(options);
  });
  after(async () => {
    await sandbox().close();
    assert.deepEqual(sandbox().violations, []);
  });
  return sandbox;
}

/** A stand-in for Graph that takes the tokens of the test provider and no others. */
export function useGraph(): () => Sandbox {
  return useSandbox({ auth: (token) => token.startsWith('test-token.') });
}

/** The app registration with which the stories sign in. */
export const clientId = '11111111-2222-4333-8444-555555555555';

/** A window in which people sign in with the test provider, and whose Graph is this stand-in. */
export function withSignIn(
  { endpoint }: Sandbox,
  settings: WorkbenchOptions['settings'] = {},
): WorkbenchOptions {
  return {
    testProvider: true,
    settings: {
      'workbookSessions.auth.clientId': clientId,
      'workbookSessions.graph.endpoint': endpoint,
      ...settings,
    },
  };
}

/** A window that starts with this sandbox and lists its sessions. */
export function withSandbox(
  { endpoint }: Sandbox,
  settings: WorkbenchOptions['settings'] = {},
): WorkbenchOptions {
  return {
    settings: {
      'workbookSessions.sandbox.endpoint': endpoint,
      'workbookSessions.sandbox.autoStart': true,
      ...settings,
    },
  };
}

/** The requests of one kind that reached the sandbox. */
export function requestsOf(
  sandbox: Sandbox,
  action: NonNullable<RecordedRequest['action']>,
): readonly RecordedRequest[] {
  return sandbox.requests.filter((request) => request.action === action);
}

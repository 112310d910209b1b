import assert from 'node:assert/strict';
import type { RecordedRequest } from '../../../src/sandbox/graphCall';
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

/** The requests of one kind that reached the sandbox. */
export function requestsOf(
  sandbox: Sandbox,
  action: NonNullable<RecordedRequest['action']>,
): readonly RecordedRequest[] {
  return sandbox.requests.filter((request) => request.action === action);
}

import type { SessionService } from '../sessionService';
import { forgetConfirmation } from '../confirmations';
import { askModally } from '../../window/modalQuestion';

/** Takes sessions off the list after the user was told what that means; nothing is sent. */
export async function forgetAfterQuestion(
  service: SessionService,
  keys: readonly string[],
): Promise<void> {
  if (keys.length > 0 && (await askModally(forgetConfirmation(keys.length)))) {
    service.forget(keys);
  }
}

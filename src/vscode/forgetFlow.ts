import type { SessionService } from '../core/sessionService';
import { forgetConfirmation } from '../presentation/confirmations';
import { askModally } from './modalQuestion';

/** Takes sessions off the list after the user was told what that means; nothing is sent. */
export async function forgetAfterQuestion(
  service: SessionService,
  keys: readonly string[],
): Promise<void> {
  if (keys.length > 0 && (await askModally(forgetConfirmation(keys.length)))) {
    service.forget(keys);
  }
}

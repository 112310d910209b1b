import { toWorkbookSessionError } from '../model/errors';
import { errorMessage } from '../messages/errorMessages';

/** Why the reading fails, in words; undefined when it does not. */
export function refusal(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    const { what, advice } = errorMessage(toWorkbookSessionError(error).code);
    return `${what} ${advice}`;
  }
}

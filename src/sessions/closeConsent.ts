import { Mutex } from '../base/mutex';
import type { WorkbookSession } from '../model/workbookSession';

/** Asks the user: `ask` always, `confirm` only if the setting requires it. `requester` says who wants to close. */
export interface CloseQuestions {
  ask(sessions: readonly WorkbookSession[], requester: string): Promise<boolean>;
  confirm(sessions: readonly WorkbookSession[], requester: string): Promise<boolean>;
}

/**
 * Whether sessions may be closed for somebody who isn't the user, such as another extension. The first close
 * in a window always needs a question; then `confirmClose` applies. Questions come one after the other.
 * @param requester a sentence that says who wants to close the sessions
 */
export function closeConsent(
  loadQuestions: () => Promise<CloseQuestions>,
  requester: () => string,
): (sessions: readonly WorkbookSession[]) => Promise<boolean> {
  const window = { hasAgreed: false };
  const oneAtATime = new Mutex();
  return (sessions) =>
    oneAtATime.run(async () => {
      const questions = await loadQuestions();
      if (window.hasAgreed) {
        return questions.confirm(sessions, requester());
      }
      window.hasAgreed = await questions.ask(sessions, requester());
      return window.hasAgreed;
    });
}

import type { ErrorFacts } from '../../model/errors';
import type { MessageActionId } from '../messageActions';

/** What the user was doing: using a listed session, creating a session, or looking for a workbook. */
export const acts = ['use', 'create', 'find'] as const;

export type Act = (typeof acts)[number];

/** The texts of an error. */
interface ErrorText {
  /** One sentence: what happened. */
  readonly what: string;
  /** One sentence: what to do. */
  readonly advice: string;
  /** The most helpful button. */
  readonly action?: MessageActionId;
  /** A second button. */
  readonly otherAction?: MessageActionId;
  /** True when `what` also says what became of the user's act, so that no sentence before it does. */
  readonly statesOutcome?: boolean;
}

/** Called when the error is shown, because the language is known only then. */
export type ErrorTextMaker = (facts: ErrorFacts, act: Act) => ErrorText;

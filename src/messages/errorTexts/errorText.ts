import type { ErrorFacts } from '../../model/errors';
import type { MessageActionId } from '../messageActions';

/** What was being done: something with a listed session, creating one, or looking for a workbook. */
export const acts = ['use', 'create', 'find'] as const;

export type Act = (typeof acts)[number];

/** An error in words. */
interface ErrorText {
  /** One sentence: what happened. */
  readonly what: string;
  /** One sentence: what to do. */
  readonly advice: string;
  /** What helps with one click. */
  readonly action?: MessageActionId;
  /** What helps too. */
  readonly otherAction?: MessageActionId;
  /** True when `what` tells how the act ended: nobody may say besides that nothing came of it. */
  readonly tellsEnd?: boolean;
}

/** Made when it is shown, since the language is known only then. */
export type ErrorTextMaker = (facts: ErrorFacts, act: Act) => ErrorText;

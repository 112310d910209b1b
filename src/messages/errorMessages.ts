import type { ErrorCode, ErrorFacts } from '../model/errors';
import { deadSessionErrorTexts } from './errorTexts/deadSessionErrorTexts';
import type { Act, ErrorTextMaker } from './errorTexts/errorText';
import { inputErrorTexts } from './errorTexts/inputErrorTexts';
import { ownErrorTexts } from './errorTexts/ownErrorTexts';
import { refusalErrorTexts } from './errorTexts/refusalErrorTexts';
import { serviceErrorTexts } from './errorTexts/serviceErrorTexts';
import { signInErrorTexts } from './errorTexts/signInErrorTexts';
import { messageAction, type MessageAction } from './messageActions';
import { plainText } from './plainText';

/** An error as the user reads it. */
export interface ErrorMessage {
  /** One sentence: what happened. */
  readonly what: string;
  /** One sentence: what to do. */
  readonly advice: string;
  /** True when `what` also says what became of the user's act. */
  readonly statesOutcome: boolean;
  /** The buttons, the most helpful first. */
  readonly actions: readonly MessageAction[];
}

/** A code without texts doesn't compile. */
const texts: Readonly<Record<ErrorCode, ErrorTextMaker>> = {
  ...inputErrorTexts,
  ...signInErrorTexts,
  ...deadSessionErrorTexts,
  ...refusalErrorTexts,
  ...serviceErrorTexts,
  ...ownErrorTexts,
};

/** @param act what the user was doing; some errors have different texts for different acts */
export function errorMessage(
  code: ErrorCode,
  facts: ErrorFacts = {},
  act: Act = 'use',
): ErrorMessage {
  const shown = plainFacts(facts);
  const { what, advice, action, otherAction, statesOutcome = false } = texts[code](shown, act);
  const ids = [action, otherAction].filter((id) => id !== undefined);
  return { what, advice, statesOutcome, actions: ids.map((id) => messageAction(id, shown)) };
}

function plainFacts(facts: ErrorFacts): ErrorFacts {
  const { accountLabel } = facts;
  return accountLabel ? { ...facts, accountLabel: plainText(accountLabel) } : facts;
}

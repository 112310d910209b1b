import * as vscode from 'vscode';

/** The answer of somebody who wants to see the step before again. */
export const back = Symbol('back');

/** What a step of several shows besides its question. */
export interface StepFrame {
  readonly title: string;
  /** Which of how many; absent before that is known. */
  readonly place?: readonly [step: number, of: number];
  readonly hasBack: boolean;
}

/** Asks for one of the rows; undefined when the list was left. */
export function chooseRow<Row extends vscode.QuickPickItem>(
  frame: StepFrame,
  question: { readonly placeholder: string; readonly rows: readonly Row[]; readonly active?: Row },
): Promise<Row | typeof back | undefined> {
  const picker = vscode.window.createQuickPick<Row>();
  picker.placeholder = question.placeholder;
  picker.matchOnDescription = true;
  picker.items = question.rows;
  if (question.active) {
    picker.activeItems = [question.active];
  }
  return answerOf(picker, frame, () => picker.selectedItems[0]);
}

/** Asks for a text until it is one that is not refused; undefined when the box was left. */
export function enterText(
  frame: StepFrame,
  question: {
    readonly prompt: string;
    readonly placeholder: string;
    readonly value: string;
    /** Why a text is not accepted. */
    readonly refusal: (text: string) => string | undefined;
    /** Told of every change, so that a text is not lost with the box. */
    readonly onDidChange: (text: string) => void;
  },
): Promise<string | typeof back | undefined> {
  const box = vscode.window.createInputBox();
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.value = question.value;
  const say = (refusal: string | undefined) => {
    // VS Code clears the message only where it is set to undefined.
    box.validationMessage = refusal;
  };
  const check = (text: string) => {
    say(text.trim() === '' ? undefined : question.refusal(text));
  };
  check(question.value);
  box.onDidChangeValue((text) => {
    question.onDidChange(text);
    check(text);
  });
  return answerOf(box, frame, () => {
    const refusal = question.refusal(box.value);
    say(refusal);
    return refusal === undefined ? box.value : undefined;
  });
}

/** @param accepted what Enter answers; undefined when the step stays */
async function answerOf<T>(
  input: vscode.QuickPick<vscode.QuickPickItem> | vscode.InputBox,
  { title, place, hasBack }: StepFrame,
  accepted: () => T | undefined,
): Promise<T | typeof back | undefined> {
  input.title = title;
  input.step = place?.[0];
  input.totalSteps = place?.[1];
  input.buttons = hasBack ? [vscode.QuickInputButtons.Back] : [];
  // People go to the browser and come back.
  input.ignoreFocusOut = true;
  try {
    return await new Promise<T | typeof back | undefined>((resolve) => {
      input.onDidAccept(() => {
        const answer = accepted();
        if (answer !== undefined) {
          resolve(answer);
        }
      });
      input.onDidTriggerButton(() => {
        resolve(back);
      });
      input.onDidHide(() => {
        resolve(undefined);
      });
      input.show();
    });
  } finally {
    input.dispose();
  }
}

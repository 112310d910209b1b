import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';

/** The answer of somebody who wants to see the step before again. */
export const back = Symbol('back');

/** What a step of several shows besides its question. */
export interface StepFrame {
  readonly title: string;
  /** Which of how many; absent before that is known. */
  readonly place?: readonly [step: number, of: number];
  readonly hasBack: boolean;
  /** True where people go to the browser or another window and come back. */
  readonly ignoreFocusOut: boolean;
}

interface RowQuestion<Row> {
  readonly placeholder: string;
  readonly rows: readonly Row[];
}

/** Asks for one of the rows; undefined when the list was left. */
export function chooseRow<Row extends vscode.QuickPickItem>(
  frame: StepFrame,
  question: RowQuestion<Row> & { readonly active?: Row },
): Promise<Row | typeof back | undefined> {
  const picker = pickerOf(question);
  if (question.active) {
    picker.activeItems = [question.active];
  }
  return answerOf(picker, frame, () => picker.selectedItems[0]);
}

/** Asks for rows, one at least; those that are `picked` are ticked at first. Undefined when the list was left. */
export function chooseRows<Row extends vscode.QuickPickItem>(
  frame: StepFrame,
  question: RowQuestion<Row>,
): Promise<readonly Row[] | typeof back | undefined> {
  const picker = pickerOf(question);
  picker.canSelectMany = true;
  picker.selectedItems = question.rows.filter(({ picked }) => picked);
  picker.onDidChangeSelection(() => {
    picker.title = frame.title;
  });
  return answerOf(picker, frame, () => {
    if (picker.selectedItems.length > 0) {
      return picker.selectedItems;
    }
    // In the title, since the list may be empty after typing and the placeholder hidden.
    picker.title = l10n.t('{0}: tick at least one with Space, then press Enter', frame.title);
    return undefined;
  });
}

function pickerOf<Row extends vscode.QuickPickItem>({
  placeholder,
  rows,
}: RowQuestion<Row>): vscode.QuickPick<Row> {
  const picker = vscode.window.createQuickPick<Row>();
  picker.placeholder = placeholder;
  picker.matchOnDescription = true;
  picker.matchOnDetail = true;
  picker.items = rows;
  return picker;
}

/** Asks for a text until it is one that is not refused; undefined when the box was left. */
export function enterText(
  frame: StepFrame,
  question: {
    readonly prompt: string;
    readonly placeholder?: string;
    readonly value?: string;
    /** True for a secret: nobody beside the user can read what is typed. */
    readonly password?: boolean;
    /** Why a text is not accepted. */
    readonly refusal: (text: string) => string | undefined;
    /** Told of every change, so that a text is not lost with the box. */
    readonly onDidChange?: (text: string) => void;
  },
): Promise<string | typeof back | undefined> {
  const { value = '' } = question;
  const box = vscode.window.createInputBox();
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.password = question.password ?? false;
  box.value = value;
  const say = (refusal: string | undefined) => {
    // VS Code clears the message only where it is set to undefined.
    box.validationMessage = refusal;
  };
  const check = (text: string) => {
    say(text.trim() === '' ? undefined : question.refusal(text));
  };
  check(value);
  box.onDidChangeValue((text) => {
    question.onDidChange?.(text);
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
  { title, place, hasBack, ignoreFocusOut }: StepFrame,
  accepted: () => T | undefined,
): Promise<T | typeof back | undefined> {
  input.title = title;
  input.step = place?.[0];
  input.totalSteps = place?.[1];
  input.buttons = hasBack ? [vscode.QuickInputButtons.Back] : [];
  input.ignoreFocusOut = ignoreFocusOut;
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

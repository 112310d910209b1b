import * as l10n from '@vscode/l10n';
import * as vscode from 'vscode';
import { errorMessage } from '../messages/errorMessages';
import { toWorkbookSessionError } from '../model/errors';

/** The answer of a user who goes back to the previous step. */
export const back = Symbol('back');

/** What a step shows besides its question. */
export interface StepFrame {
  readonly title: string;
  /** The step's number and the number of steps; absent until they are known. */
  readonly place?: readonly [step: number, of: number];
  readonly hasBack: boolean;
  /** True if the user may go to another window and come back. */
  readonly ignoreFocusOut: boolean;
}

interface RowQuestion<Row> {
  readonly placeholder: string;
  readonly rows: readonly Row[];
}

/** Asks for one of the rows; undefined if the user leaves the list. */
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

/** Asks for at least one row. Rows with `picked` are ticked at first. Undefined if the user leaves the list. */
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
    // In the title, because a filter can empty the list and hides the placeholder.
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

/** Asks for a text until it is valid; undefined if the user leaves the box. */
export function enterText(
  frame: StepFrame,
  question: {
    readonly prompt: string;
    readonly placeholder?: string;
    readonly value?: string;
    /** True for a secret, which the box hides. */
    readonly password?: boolean;
    /** The validation message; undefined for a valid text. */
    readonly validate: (text: string) => string | undefined;
    /** Called after every change, so that the caller can keep the text. */
    readonly onDidChange?: (text: string) => void;
  },
): Promise<string | typeof back | undefined> {
  const { value = '' } = question;
  const box = vscode.window.createInputBox();
  box.prompt = question.prompt;
  box.placeholder = question.placeholder;
  box.password = question.password ?? false;
  box.value = value;
  const show = (message: string | undefined) => {
    // VS Code clears the message only when it is set to undefined.
    box.validationMessage = message;
  };
  const check = (text: string) => {
    show(text.trim() === '' ? undefined : question.validate(text));
  };
  check(value);
  box.onDidChangeValue((text) => {
    question.onDidChange?.(text);
    check(text);
  });
  return answerOf(box, frame, () => {
    const message = question.validate(box.value);
    show(message);
    return message === undefined ? box.value : undefined;
  });
}

/** The validation message for a text that `read` rejects; undefined if it doesn't throw. */
export function validationMessage(read: () => unknown): string | undefined {
  try {
    read();
    return undefined;
  } catch (error) {
    const { what, advice } = errorMessage(toWorkbookSessionError(error).code);
    return `${what} ${advice}`;
  }
}

/** @param accepted the answer of Enter; undefined if the step stays open */
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

import { firstUseConfirmation, type Confirmation } from '../messages/confirmation';

/** An action that would harm the user if another extension ran it. */
export type SensitiveAct = 'close' | 'copySessionId';

/**
 * VS Code doesn't say who runs a command: another extension can even pass rows of the view and accept what a
 * list offers. So the first such action in a window needs a question, in a dialog that no command can answer.
 */
export class FirstUseInWindow {
  private readonly agreed = new Set<SensitiveAct>();

  /** @param askUser resolves to true if the user agrees */
  constructor(private readonly askUser: (question: Confirmation) => Promise<boolean>) {}

  /** True if the user has agreed before, or agrees now. */
  async mayDo(act: SensitiveAct, question: Confirmation): Promise<boolean> {
    return this.agreed.has(act) || this.ask(act, firstUseConfirmation(question));
  }

  /** Always asks. */
  async ask(act: SensitiveAct, question: Confirmation): Promise<boolean> {
    const isAgreed = await this.askUser(question);
    if (isAgreed) {
      this.agreed.add(act);
    }
    return isAgreed;
  }
}

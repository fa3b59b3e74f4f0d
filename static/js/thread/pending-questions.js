import { below, putInstead } from "#chat/thread/entries";
import { cloneTemplate } from "#chat/browser/slots";

/** The questions of a thread that the server has not confirmed. */
export class PendingQuestions {
  constructor(thread) {
    this.thread = thread;
  }

  get all() {
    return [...this.thread.children].filter((child) => child.matches("chat-question[data-client]"));
  }

  show(frame) {
    const { thread } = this;
    const question = this.#of(frame.client_id) ?? putInstead(thread, cloneTemplate("question"), frame.parent, below(thread, frame.parent));
    question.showPending(frame);
  }

  confirm(clientId, message) {
    const question = this.#of(clientId);
    if (this.thread.shows(message)) question?.remove();
    else question?.confirm(message);
    this.thread.forked ||= question?.siblings.entries.length > 1;
  }

  /** @returns {boolean} false where the question is not shown: it was asked in another conversation */
  reject(clientId, reason) {
    const question = this.#of(clientId);
    question?.reject(reason);
    return question !== undefined;
  }

  remove(clientId) {
    this.#of(clientId)?.remove();
  }

  /** What stands below another version of one of these belongs to another branch. */
  clearBelow() {
    for (const { above } of this.all) below(this.thread, above).forEach((other) => other.remove());
  }

  #of(clientId) {
    return this.all.find(({ dataset }) => dataset.client === clientId);
  }
}

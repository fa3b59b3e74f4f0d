import { listenTo } from "#chat/browser/listeners";
import { filesOf, textOf } from "#chat/connection/outbox";

/** Takes what the person asks: questions, edited ones, answers made anew, and what to do with a question that was not sent. */
export class QuestionDesk {
  constructor(app) {
    this.app = app;
    this.listeners = [
      ["chat-send", (event) => this.#ask(event.detail, app.thread.leaf) || event.preventDefault()],
      ["chat-edit", (event) => this.#ask(event.detail, event.detail.parent) || event.preventDefault()],
      ["chat-edit-last", () => this.#editLast()],
      ["chat-stop", () => app.session.stop()],
      ["chat-retry", ({ detail }) => this.#retry(detail)],
      ["chat-continue", ({ detail }) => app.session.continue(detail.message)],
      ["chat-resend", ({ detail }) => this.#resend(detail)],
      ["chat-take-back", ({ detail }) => this.#takeBack(detail)],
    ];
  }

  connect() {
    this.unlisten = listenTo(this.app, this.listeners);
  }

  disconnect() {
    this.unlisten();
  }

  /** A question that has waited: it is brought to the top where the reader is with the end still. */
  send(frame) {
    const { following, pinned } = this.app.keeper;
    this.#send(frame, following || pinned);
  }

  /** @returns {boolean} false: it was not taken, and stays in the composer */
  #ask({ text, files }, parent) {
    const { assistant, composer, parameters, session, storing, temporary } = this.app;
    const wish = { store: storing.on, assistant: assistant.value, temporary: temporary.on, parameters: parameters.unsaved };
    const frame = session.compose({ text, files, parent, model: composer.picker.value, ...wish });
    if (frame) this.#send(frame, true);
    return frame !== null;
  }

  async #send(frame, pinned) {
    const { follower, keeper, outbox, session, thread, view } = this.app;
    outbox.add(frame);
    if (thread.later && !thread.shows(frame.parent)) await view.toEnd();
    // A new line may have sent it meanwhile, or another chat have been opened.
    if (!outbox.get(frame.client_id)) return follower.compareSoon();
    session.send(frame);
    if (frame.conversation !== session.conversation) return undefined;
    thread.pending.show(frame);
    follower.settle();
    return pinned && keeper.pinQuestion();
  }

  async #editLast() {
    const { thread, view } = this.app;
    if (thread.later) await view.toEnd();
    [...thread.children].findLast(({ edit, entry }) => edit && entry)?.edit();
  }

  /** An answer to a question is made anew beside the old one; one that continued another is continued again. */
  async #retry({ parent, model = this.app.composer.picker.value }) {
    const { parameters, session, thread } = this.app;
    // It is asked with what the server has.
    await parameters.saved;
    if (thread.asks(parent)) session.retry(parent, model);
    else session.continue(parent, model);
  }

  #resend(clientId) {
    const { follower, session, socket, thread } = this.app;
    thread.pending.reject(clientId, "");
    if (session.resend(clientId)) return;
    socket.wake();
    follower.settle();
  }

  #takeBack(clientId) {
    const { composer, follower, outbox, thread } = this.app;
    const frame = outbox.get(clientId);
    outbox.remove(clientId);
    thread.pending.remove(clientId);
    if (frame) composer.restore(textOf(frame), filesOf(frame));
    follower.settle();
  }
}

import { fetchFragment } from "#chat/browser/http";
import { listen } from "#chat/browser/listeners";
import { filesOf, textOf } from "#chat/connection/outbox";

const FULL = "Twenty questions wait in this chat already. Yours stays in the box.";

/** Keeps questions while an answer is written, and sends each when the one before has its answer, also in a chat that is not shown. */
export class QueueDesk {
  constructor(app) {
    this.app = app;
    this.list = app.querySelector("question-queue");
    this.listeners = [
      [app, "chat-queue", (event) => this.#add(event.detail) || event.preventDefault()],
      [app, "queue-remove", ({ detail }) => (this.#take(detail), app.composer.area.focus())],
      [app, "queue-edit", ({ detail }) => this.#edit(detail)],
      [app, "queue-hurry", ({ detail }) => this.#hurry(detail)],
      [window, "storage", (event) => app.queue.hears(event) && this.proceed()],
      [app.session, "conversation", ({ detail }) => this.#changed(detail)],
    ];
  }

  connect() {
    this.unlisten = listen(this.listeners);
    for (const id of this.app.queue.conversations) this.#look(id);
  }

  disconnect() {
    this.unlisten();
  }

  /** Sends the next question where nothing stands before it any more, and shows which ones wait. */
  proceed() {
    const { desk, queue, session, thread } = this.app;
    const waiting = this.#rests && queue.next(session.conversation, thread.leaf, this.#last.status === "done");
    if (waiting) {
      queue.sent(waiting, thread.leaf);
      return desk.send({ ...waiting, parent: thread.leaf });
    }
    const questions = queue.of(session.conversation).map(({ frame }) => ({ id: frame.client_id, text: textOf(frame) || filesOf(frame).map(({ file }) => file.filename).join(", ") }));
    return this.list.show(questions, this.#state);
  }

  get #state() {
    const { socket, thread } = this.app;
    if (thread.pending.all.length) return "unsent";
    if (!socket.ready) return "offline";
    return this.#rests ? "held" : "running";
  }

  /** Whether all of the path is shown and its last answer has ended. */
  get #rests() {
    const { session, socket, thread } = this.app;
    const whole = session.leaf !== undefined && session.leaf === thread.leaf;
    return socket.ready && whole && !session.running.length && !thread.pending.all.length && isAnswered(this.#last);
  }

  get #last() {
    return this.app.thread.lastElementChild;
  }

  #shows(id) {
    const { session, thread } = this.app;
    return id === session.conversation && !thread.later;
  }

  #add({ text, files, hurried }) {
    const { composer, queue, session, toasts } = this.app;
    if (queue.isFull(session.conversation)) return toasts.show(FULL), false;
    const frame = session.compose({ text, files, parent: null, model: composer.picker.value });
    if (!frame) return false;
    queue.add(frame);
    if (hurried) this.#hurry(frame.client_id);
    this.app.querySelector("live-announcer").sayOnly("Your question waits for the answer.");
    this.proceed();
    return true;
  }

  /** @returns {object|undefined} nothing where it was sent meanwhile, or taken by another tab */
  #take(clientId) {
    const frame = this.app.queue.remove(clientId);
    this.proceed();
    return frame;
  }

  #edit(clientId) {
    const frame = this.#take(clientId);
    if (frame) this.app.composer.restore(textOf(frame), filesOf(frame));
  }

  #hurry(clientId) {
    const { queue, session } = this.app;
    queue.hurry(clientId);
    session.stop();
    this.proceed();
  }

  #changed({ id, deleted, running }) {
    const { queue } = this.app;
    if (deleted) queue.forget(id);
    else if (!running) this.#look(id);
  }

  /** The end of a chat that is not shown is asked of the server. */
  async #look(id) {
    const { queue, session } = this.app;
    if (this.#shows(id) || !queue.of(id).length) return;
    const thread = await fetchFragment(`/c/${id}/messages/`).catch(() => null);
    const last = thread?.lastElementChild;
    // The chat may have been opened meanwhile.
    if (!isAnswered(last) || this.#shows(id)) return;
    const { leaf } = last;
    const frame = leaf && queue.next(id, leaf, last.status === "done");
    if (!frame) return;
    queue.sent(frame, leaf);
    session.send({ ...frame, parent: leaf });
  }
}

const isAnswered = (entry) => entry?.localName === "chat-answer" && !["queued", "running"].includes(entry.status);

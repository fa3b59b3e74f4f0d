import { listen } from "#chat/browser/listeners";
import { noteVersions } from "#chat/thread/entries";
import { nearDrawing } from "#chat/drawing/near-drawing";
import { slot } from "#chat/browser/slots";

const NOT_SENT = "Not sent yet";
const SETTLE_MS = 400;

/** Shows what the session says: turns, what is sent and what is not, the state of the line, changes made elsewhere. */
export class PageFollower {
  constructor(app) {
    this.app = app;
    const { session, socket } = app;
    const on = (target, type, act) => [target, type, ({ detail }) => act(detail)];
    this.listeners = [
      on(session, "begun", (state) => noteVersions(app.thread, state)),
      on(session, "turn", (state) => this.#turn(state)),
      on(session, "opened", (id) => app.view.rename(id)),
      on(session, "sent", (frame) => this.#sent(frame)),
      on(session, "rejected", (problem) => this.#rejected(problem)),
      on(session, "subscribed", (frame) => this.#subscribed(frame)),
      on(session, "conversation", (frame) => this.#conversation(frame)),
      on(session, "missed", () => this.#renewSidebar()),
      on(session, "problem", (text) => app.toasts.show(text)),
      on(app.sidebar, "chat-answered", (frame) => this.#answered(frame)),
      on(socket, "state", ({ state, delay }) => this.#line(state, delay)),
    ];
  }

  connect() {
    this.unlisten = listen(this.listeners);
  }

  disconnect() {
    this.unlisten();
    this.forget();
  }

  /** What was to be fetched again belongs to a conversation that is not shown any more. */
  forget() {
    clearTimeout(this.timer);
  }

  /** Brings the composer and the greeting in line with the thread. */
  settle() {
    const { app } = this;
    const empty = !app.session.conversation && app.thread.childElementCount === 0;
    slot(app, "greeting").hidden = !empty;
    app.querySelector("main").toggleAttribute("data-empty", empty);
    const running = app.session.running.length > 0;
    const unsent = app.thread.pending.all.length > 0;
    const isNew = app.session.conversation === null;
    app.composer.follow(running, !isNew && (running || unsent || app.thread.writes), isNew && unsent);
    app.storing.waiting = isNew && unsent;
    app.queueDesk.proceed();
    if (!app.socket.ready) for (const { dataset } of app.thread.pending.all) this.#unsent(dataset.client);
  }

  /** An answer has ended: in another chat nobody sees that. */
  #answered({ id, title }) {
    if (id === this.app.session.conversation) return;
    const open = () => location.assign(`/c/${id}/`);
    this.app.toasts.show(`“${title || "New chat"}” has its answer.`, { action: "Open", onAction: open });
  }

  #turn(state) {
    const { session, thread } = this.app;
    if (state.turn.conversation !== session.conversation) return;
    if (thread.answers(state.turn.id)) thread.showTurn(state);
    else if (session.follows(state) && !thread.editing && (!thread.showTurn(state) || thread.forked)) this.compareSoon();
    this.settle();
  }

  #sent({ client_id: clientId, message, duplicate }) {
    this.app.thread.pending.confirm(clientId, message);
    this.app.thread.section.trimSoon();
    if (duplicate || this.app.thread.forked) this.compareSoon();
    this.settle();
  }

  #rejected({ clientId, message, kept }) {
    if (!kept) this.app.toasts.show(message);
    else if (!this.app.thread.pending.reject(clientId, message)) this.app.toasts.show(`A message in another chat was not sent. ${message}`);
    this.settle();
  }

  /** What was written while the line was cut, and has ended since, stands in the database only. */
  #subscribed({ leaf, turns }) {
    const { thread } = this.app;
    const running = new Set(turns);
    const stale = [...thread.querySelectorAll('chat-answer[data-status="running"], chat-answer[data-status="queued"]')];
    const ended = stale.some(({ dataset }) => !running.has(dataset.turn));
    if (ended || (leaf !== thread.leaf && !running.size)) this.#refresh();
    else this.compareSoon();
  }

  #conversation(frame) {
    const { app } = this;
    app.sidebar.update(frame);
    if (frame.id !== app.session.conversation) return;
    if (frame.deleted) return location.assign("/");
    app.view.entitle(frame.title);
    app.storing.on = frame.store;
    app.temporary.show(frame.temporary);
    app.parameters.follow(frame.parameters);
    this.follow();
    return this.compareSoon();
  }

  #line(state, delay) {
    this.app.querySelector("connection-banner").show(state, delay);
    if (state === "open") this.#opened();
    if (state !== "connecting") this.settle();
  }

  async #opened() {
    for (const { dataset } of this.app.thread.pending.all) this.app.thread.pending.reject(dataset.client, "");
    const again = this.wasOpen;
    this.wasOpen = true;
    if (again) await this.#renewSidebar();
  }

  /** Where even that fails, the line is cut once more, and comes back once more. */
  #renewSidebar() {
    return this.app.sidebar.refresh().catch(() => {});
  }

  #unsent(clientId) {
    this.app.thread.pending.reject(clientId, NOT_SENT);
  }

  /** What is written on the active path; a question that is being edited stays until the edit is sent or given up. */
  #showRunning() {
    const { session, thread } = this.app;
    if (thread.editing) return;
    for (const state of session.running) if (!thread.showTurn(state)) this.compareSoon();
  }

  /** The frames of a change come one after the other: the last of them often brings what seemed to be missing. */
  compareSoon() {
    const { session, thread } = this.app;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => (thread.forked || session.leaf !== thread.leaf) && this.#refresh(), SETTLE_MS);
  }

  async #refresh() {
    const { session, thread, keeper } = this.app;
    const { leaf } = session;
    if (thread.editing) return;
    const hold = (change) => {
      const goBack = keeper.anchor();
      change();
      nearDrawing.drawSeen(goBack);
    };
    try {
      if (!(await this.#renew(hold))) return this.#overtaken();
      // A question's confirmation may have come after the news of a later version, and have named itself as the leaf.
      if (session.leaf === leaf) session.leaf = thread.leaf;
    } catch {
      // The line is cut: the next `subscribed` asks again.
      thread.forked = true;
    }
    this.follow();
  }

  /** What was fetched may be older than what is shown, and may have been asked for because of a version that is not. */
  #overtaken() {
    this.app.thread.forked = true;
    this.compareSoon();
  }

  /** Far from the end somebody reads on where they are, unless they have asked something or the path runs elsewhere now. */
  #renew(hold) {
    const { thread, keeper, view } = this.app;
    const isFar = thread.later && !view.goesToEnd && !keeper.pinned;
    return thread.path.refresh(hold, isFar ? keeper.place?.entry : undefined);
  }

  /** After the path that is shown was fetched. */
  follow() {
    this.#showRunning();
    this.settle();
  }
}

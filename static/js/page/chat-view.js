import { nearDrawing } from "#chat/drawing/near-drawing";
import { slot } from "#chat/browser/slots";

const HIDDEN_MS = 2_000;

/** Shows one conversation on the page: the one that it was served with, and each that follows without a page load. */
export class ChatView {
  constructor(app) {
    this.app = app;
    // While the end of the chat is fetched: nothing else is to bring back the place above it.
    this.goesToEnd = false;
    // Counts the chats that were opened: a new one gets its name while it is shown.
    this.opened = 0;
  }

  /** The page as it was served. */
  begin() {
    const { app } = this;
    const { conversation } = app.session;
    app.thread.conversation = conversation;
    app.composer.open(conversation);
    app.wishes.restore(JSON.parse(app.dataset.parameters));
    this.#showPending(conversation);
  }

  /** @param {HTMLElement} section of templates/chat/_chat.html */
  open({ dataset, childNodes }) {
    const { app } = this;
    const conversation = dataset.conversation || null;
    this.opened += 1;
    app.temporary.leave();
    app.dataset.conversation = dataset.conversation;
    app.follower.forget();
    app.thread.toggleAttribute("data-drawing", true);
    nearDrawing.hide();
    app.thread.open(conversation, childNodes);
    app.session.open(conversation);
    app.composer.picker.value = Number(dataset.model);
    app.composer.open(conversation);
    app.storing.on = dataset.store === "true";
    app.temporary.open(dataset.temporary === "true");
    app.assistant.show(dataset);
    app.wishes.restore(JSON.parse(dataset.parameters));
    this.entitle(dataset.title);
    this.#showPending(conversation);
    app.sidebar.current = conversation;
    app.follower.settle();
  }

  /** The new chat has become this conversation. */
  rename(conversation) {
    const { app } = this;
    app.dataset.conversation = conversation;
    app.thread.conversation = conversation;
    app.composer.rename(conversation);
    app.parameters.rename(conversation);
    app.temporary.show(app.temporary.on);
    app.sidebar.current = conversation;
    // Not while another chat is on its way: the address is that one's already.
    if (location.pathname === "/") history.replaceState(null, "", `/c/${conversation}/`);
  }

  entitle(title) {
    slot(this.app.querySelector(".topbar"), "title").textContent = title || "New chat";
    document.title = [title, this.app.dataset.product].filter(Boolean).join(" · ");
  }

  /** @param {object|null} place as the keeper named it when the conversation was left; none is the end */
  async goTo(place) {
    const { keeper, thread } = this.app;
    const { opened } = this;
    if (place) await thread.path.reach(place.entry);
    if (opened !== this.opened) return;
    if (!place) nearDrawing.drawLast();
    const settle = () => {
      keeper.toEnd();
      if (place) keeper.restore(place);
    };
    // What is seen comes drawn and whole, unless that takes so long that one would rather watch.
    await Promise.race([nearDrawing.drawWhole(settle), new Promise((done) => setTimeout(done, HIDDEN_MS))]);
    if (opened === this.opened) this.#reveal();
  }

  /** Shows the end of the chat, which may be far below what is shown. */
  async toEnd(behavior) {
    const { follower, keeper, thread } = this.app;
    if (!thread.later) return keeper.toEnd(behavior);
    this.goesToEnd = true;
    // Without a line what is shown stays.
    await this.#fetchEnd().catch(() => {});
    this.goesToEnd = false;
    return follower.follow();
  }

  /** Also where a path that was asked for before comes meanwhile. */
  async #fetchEnd() {
    const { keeper, thread } = this.app;
    const hold = (change) => (change(), nearDrawing.drawSeen(() => keeper.toEnd()));
    let isShown = false;
    while (!isShown) isShown = await thread.path.refresh(hold);
  }

  #reveal() {
    this.app.thread.removeAttribute("data-drawing");
    delete document.documentElement.dataset.loading;
    nearDrawing.show();
    this.app.sidebar.furnish();
  }

  #showPending(conversation) {
    const { outbox, parameters, storing, temporary, thread } = this.app;
    for (const frame of outbox.of(conversation)) {
      thread.pending.show(frame);
      storing.on ||= Boolean(frame.store);
      if (frame.temporary) temporary.show(true);
      if (frame.parameters) parameters.open(conversation, frame.parameters);
    }
  }
}

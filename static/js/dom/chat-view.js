import { slot } from "#chat/dom/slots";

/** Shows one conversation on the page: the one that it was served with, and each that follows without a page load. */
export class ChatView {
  constructor(app) {
    this.app = app;
  }

  /** The page as it was served. */
  begin() {
    const { app } = this;
    const { conversation } = app.session;
    app.thread.conversation = conversation;
    app.composer.open(conversation);
    this.#showPending(conversation);
  }

  /** @param {HTMLElement} section of templates/chat/_chat.html */
  open({ dataset, childNodes }) {
    const { app } = this;
    const conversation = dataset.conversation || null;
    app.dataset.conversation = dataset.conversation;
    app.follower.forget();
    app.thread.open(conversation, childNodes);
    app.session.open(conversation);
    app.composer.open(conversation);
    app.composer.picker.value = Number(dataset.model);
    app.storing.on = dataset.store === "true";
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
    keeper.toEnd();
    if (!place) return;
    await thread.reach(place);
    keeper.restore(place);
  }

  #showPending(conversation) {
    const { outbox, storing, thread } = this.app;
    for (const frame of outbox.of(conversation)) {
      thread.showPending(frame);
      storing.on ||= Boolean(frame.store);
    }
  }
}

import { holderOf } from "#chat/thread/entries";
import { nearDrawing } from "#chat/drawing/near-drawing";

const NAMED = /^#message-([0-9a-f-]{36})$/;
const ABOVE = 24;

/** Shows the message that the address names behind `#`, in its branch, and marks it: where a hit of the search leads. */
export class MessageFinder {
  constructor(app, paths) {
    Object.assign(this, { app, paths });
    this.changed = () => this.arrive();
  }

  connect() {
    window.addEventListener("hashchange", this.changed);
  }

  disconnect() {
    window.removeEventListener("hashchange", this.changed);
  }

  /** After a chat was opened, with an address that may name a message. */
  async arrive() {
    const message = NAMED.exec(location.hash)?.[1];
    if (!message) return;
    // So that the same hit can be followed again.
    history.replaceState(history.state, "", location.pathname);
    const { thread, toasts } = this.app;
    const there = thread.shows(message) || (await this.paths.change("place/", "POST", { message }));
    const holder = there && holderOf(thread, message);
    if (holder) this.#mark(holder);
    else if (!there) toasts.show("This message is not there any more.");
  }

  #mark(holder) {
    const { keeper, thread } = this.app;
    for (const other of thread.querySelectorAll("[data-found]")) other.removeAttribute("data-found");
    holder.toggleAttribute("data-found", true);
    const top = thread.parentElement.getBoundingClientRect().top + ABOVE;
    nearDrawing.drawSeen(() => keeper.align(holder, top));
  }
}

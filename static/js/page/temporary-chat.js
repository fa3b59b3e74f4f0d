import { change } from "#chat/browser/http";
import { listen } from "#chat/browser/listeners";
import { slot } from "#chat/browser/slots";

/** The mark of a temporary chat: it is gone when its page is left, unless the person keeps it. */
class TemporaryChat extends HTMLElement {
  connectedCallback() {
    this.unlisten = listen([
      [slot(this, "keep"), "click", () => this.#keep()],
      [window, "pagehide", () => this.leave()],
      // With Back the page itself may come again.
      [window, "pageshow", ({ persisted }) => persisted && this.#comeBack()],
    ]);
    this.#comeBack();
  }

  disconnectedCallback() {
    this.unlisten();
  }

  get on() {
    return !this.hidden;
  }

  /** @param {boolean} on whether the chat that is shown is a temporary one */
  show(on) {
    this.hidden = !on;
    this.#app.querySelector(".topbar-temporary").hidden = on;
    slot(this, "keep").hidden = !this.#conversation;
  }

  /** Another chat is opened on this page. */
  open(on) {
    this.show(on);
    this.#comeBack();
  }

  /** The chat that is shown is left: neither it nor what was typed there stays. */
  leave() {
    if (!this.on || !this.#conversation) return;
    this.#app.composer.drafts.set(this.#conversation, "");
    const csrfmiddlewaretoken = document.querySelector("[name=csrfmiddlewaretoken]").value;
    navigator.sendBeacon(this.#path("closing"), new URLSearchParams({ csrfmiddlewaretoken }));
  }

  get #app() {
    return this.closest("chat-app");
  }

  get #conversation() {
    return this.#app.dataset.conversation;
  }

  #path(name) {
    return `/c/${this.#conversation}/${name}/`;
  }

  #comeBack() {
    // Where it is gone already the page says so with the next question.
    if (this.on && this.#conversation) change(this.#path("closing"), "DELETE").catch(() => {});
  }

  async #keep() {
    try {
      await change(this.#path("keeping"), "POST");
      this.show(false);
    } catch {
      this.#app.toasts.show("The chat could not be kept. Try again.");
    }
  }
}

customElements.define("temporary-chat", TemporaryChat);

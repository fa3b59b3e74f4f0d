import "#chat/page/share-dialog";
import { listen } from "#chat/browser/listeners";

/** The menu of the chat that is shown: what it offers is of whichever that is when it is opened. */
class ChatMenu extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.share = this.querySelector("[data-share]");
    this.unlisten = listen([
      [this.details, "toggle", () => this.#lead()],
      [this.share, "click", () => this.#openShares()],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  get conversation() {
    return this.closest("chat-app").dataset.conversation;
  }

  /** Of a chat whose first question is on its way there is nothing yet. */
  #lead() {
    const { conversation } = this;
    this.share.hidden = !conversation || this.closest("chat-app").temporary.on;
    for (const link of this.querySelectorAll("[data-format]")) {
      link.hidden = !conversation;
      link.href = conversation ? `/c/${conversation}/export/?format=${link.dataset.format}` : "";
    }
  }

  #openShares() {
    this.details.open = false;
    this.querySelector("share-dialog").open(this.conversation);
  }
}

customElements.define("chat-menu", ChatMenu);

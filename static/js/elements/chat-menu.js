/** The menu of the chat that is shown: its links lead to whichever that is when they are used. */
class ChatMenu extends HTMLElement {
  connectedCallback() {
    this.opened = () => this.#lead();
    this.details = this.querySelector("details");
    this.details.addEventListener("toggle", this.opened);
  }

  disconnectedCallback() {
    this.details.removeEventListener("toggle", this.opened);
  }

  /** Of a chat whose first question is on its way there is nothing yet. */
  #lead() {
    const { conversation } = this.closest("chat-app").dataset;
    for (const link of this.querySelectorAll("[data-format]")) {
      link.hidden = !conversation;
      link.href = conversation ? `/c/${conversation}/export/?format=${link.dataset.format}` : "";
    }
  }
}

customElements.define("chat-menu", ChatMenu);

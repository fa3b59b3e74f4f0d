import { listen } from "#chat/browser/listeners";

/** A menu in a `details`: closes with Escape, with a click elsewhere, and when the focus leaves it. */
class MenuPanel extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.unlisten = listen([
      [this, "keydown", (event) => this.#key(event)],
      [this, "focusout", ({ relatedTarget }) => relatedTarget && !this.contains(relatedTarget) && this.#close()],
      [document, "pointerdown", ({ target }) => this.contains(target) || this.#close()],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  #close() {
    this.details.open = false;
  }

  #key(event) {
    if (event.key !== "Escape" || !this.details.open) return;
    this.#close();
    this.querySelector("summary").focus();
    event.stopPropagation();
  }
}

customElements.define("menu-panel", MenuPanel);

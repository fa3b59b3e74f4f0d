import { cloneTemplate } from "#chat/browser/slots";
import "#chat/models/model-picker";

/** Answers anew: asks which model, and begins with the one that wrote this answer. */
class RetryButton extends HTMLElement {
  connectedCallback() {
    this.button = this.querySelector("button");
    this.clicked = () => (this.picker ? this.picker.close() : this.#open());
    // The picker would close by it, and the click that follows open it anew.
    this.pressed = (event) => this.picker && event.stopPropagation();
    this.button.addEventListener("click", this.clicked);
    this.button.addEventListener("pointerdown", this.pressed);
  }

  disconnectedCallback() {
    this.button.removeEventListener("click", this.clicked);
    this.button.removeEventListener("pointerdown", this.pressed);
  }

  get answer() {
    return this.closest("chat-answer");
  }

  #open() {
    this.picker = this.appendChild(cloneTemplate("retry-models"));
    this.picker.value = this.answer.state.turn.model?.id;
    this.picker.toggleAttribute("data-below", this.getBoundingClientRect().top < innerHeight / 2);
    this.picker.addEventListener("models-closed", () => this.#close());
    this.picker.addEventListener("model-chosen", ({ target }) => this.#retry(target.value));
    this.button.ariaExpanded = "true";
    this.picker.open();
  }

  #close() {
    const inside = this.contains(document.activeElement);
    this.picker.remove();
    this.picker = null;
    this.button.ariaExpanded = "false";
    if (inside) this.button.focus();
  }

  #retry(model) {
    this.dispatchEvent(new CustomEvent("chat-retry", { bubbles: true, detail: { parent: this.answer.above, model } }));
  }
}

customElements.define("retry-button", RetryButton);

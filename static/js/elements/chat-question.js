import { fillSlots, slot } from "#chat/dom/slots";
import { textOf } from "#chat/outbox";

/** A question of the person; while the server has not confirmed it, it can be sent again or taken back. */
class ChatQuestion extends HTMLElement {
  connectedCallback() {
    this.clicked = ({ target }) => this.#act(target.closest("[data-action]")?.dataset.action);
    this.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
  }

  show(id, text) {
    this.dataset.message = id;
    slot(this, "text").textContent = text;
  }

  showPending(frame) {
    this.dataset.client = frame.client_id;
    slot(this, "text").textContent = textOf(frame);
  }

  confirm(id) {
    delete this.dataset.client;
    this.dataset.message = id;
    this.#setReason("");
  }

  reject(reason) {
    this.#setReason(reason);
  }

  #setReason(reason) {
    slot(this, "unsent").hidden = !reason;
    fillSlots(this, { reason });
  }

  #act(action) {
    if (!action) return;
    this.dispatchEvent(new CustomEvent(`chat-${action}`, { bubbles: true, detail: this.dataset.client }));
  }
}

customElements.define("chat-question", ChatQuestion);

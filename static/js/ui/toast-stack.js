import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";

const SHOWN_MS = 6_000;

/** Short messages that go by themselves. */
class ToastStack extends HTMLElement {
  connectedCallback() {
    this.timers = new Map();
    this.clicked = ({ target }) => target.closest("[data-action=dismiss]") && this.#remove(target.closest(".toast"));
    this.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
    for (const timer of this.timers.values()) clearTimeout(timer);
  }

  /** @param {{action?: string, onAction?: () => void, ms?: number}} options the label of a button and what it does */
  show(text, { action = "", onAction, ms = SHOWN_MS } = {}) {
    if (!action) this.#removeSame(text);
    const toast = cloneTemplate("toast");
    fillSlots(toast, { text, action });
    slot(toast, "action").addEventListener("click", () => (this.#remove(toast), onAction?.()));
    this.append(toast);
    this.#removeLater(toast, ms);
  }

  /** Not while somebody points at it or has the focus in it: they are about to press its button. */
  #removeLater(toast, ms) {
    const act = () => (toast.matches(":hover, :focus-within") ? this.#removeLater(toast, ms) : this.#remove(toast));
    this.timers.set(toast, setTimeout(act, ms));
  }

  /** What is said once more is said anew, not twice. */
  #removeSame(text) {
    const same = [...this.children].filter((toast) => slot(toast, "text").textContent === text && slot(toast, "action").hidden);
    same.forEach((toast) => this.#remove(toast));
  }

  #remove(toast) {
    clearTimeout(this.timers.get(toast));
    this.timers.delete(toast);
    toast.remove();
  }
}

customElements.define("toast-stack", ToastStack);

import { fetchFragment } from "#chat/browser/http";

/** The list of calls: what is older comes below, without leaving the page. Without scripts the link leads to it. */
class OlderCalls extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
  }

  clicked = (event) => {
    const link = event.target.closest("[data-query]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    this.#load(link);
  };

  async #load(link) {
    if (link.ariaBusy) return;
    link.ariaBusy = "true";
    const row = link.closest("tr");
    try {
      const fragment = await fetchFragment(`${this.dataset.more}?${link.dataset.query}`);
      const first = fragment.querySelector("a");
      row.replaceWith(fragment);
      first?.focus();
    } catch {
      location.assign(link.href);
    }
  }
}

customElements.define("older-calls", OlderCalls);

import "#chat/versions/sibling-switch";
import { cloneContent, slot } from "#chat/browser/slots";

/** What the person said of an answer's calls: its versions, and a button that lets it be said otherwise. */
class GivenResults extends HTMLElement {
  connectedCallback() {
    this.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
  }

  /**
   * @param {object[]} messages the answer's, with the results; `data-first` names the first that came with the page
   * @param {object[]} [taken] those that came since
   */
  show(messages, taken) {
    this.dataset.first = taken?.[0].id ?? this.dataset.first ?? "";
    const first = messages.findIndex(({ id }) => id === this.dataset.first);
    this.given = first < 0 ? [] : messages.slice(first);
    this.hidden = !this.given.length;
    if (this.hidden) return;
    if (!this.childElementCount) this.replaceChildren(cloneContent("given-results"));
    const versions = this.querySelector("sibling-switch");
    versions.dataset.own = this.dataset.first;
    versions.draw();
  }

  clicked = ({ target }) => target.closest("[data-correct]") && slot(this.closest("chat-answer"), "results").correct(this.given);
}

customElements.define("given-results", GivenResults);

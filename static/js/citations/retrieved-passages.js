import { change, fetchFragment } from "#chat/browser/http";
import { fillSlots, slot } from "#chat/browser/slots";

/** What was found for an answer, used or not. Fetched at each look: what a person may read changes. */
class RetrievedPassages extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.details.addEventListener("toggle", this.toggled);
    this.addEventListener("change", this.changed);
  }

  disconnectedCallback() {
    this.details.removeEventListener("toggle", this.toggled);
    this.removeEventListener("change", this.changed);
  }

  /** @param {number} found passages, `used` of which the answer cites */
  show(found, used) {
    this.hidden = !found || !this.turn;
    fillSlots(this, { "retrieved-count": `${found} ${found === 1 ? "passage" : "passages"} found, ${used || "none"} used` });
  }

  /** None of an answer that was copied from elsewhere. */
  get turn() {
    return this.closest("chat-answer").dataset.turn;
  }

  toggled = async () => {
    const list = slot(this, "retrieved-list");
    if (!this.details.open) return list.replaceChildren();
    const { conversation } = this.closest("chat-app").dataset;
    try {
      const fragment = await fetchFragment(`/c/${conversation}/turns/${this.turn}/passages/`);
      if (this.details.open) list.replaceChildren(fragment);
    } catch {
      this.details.open = false;
      this.#complain("The passages could not be loaded. Try again.");
    }
    return undefined;
  };

  /** Whether those who keep the documents see who asked. */
  changed = async ({ target }) => {
    try {
      await change(target.dataset.named, "POST", { named: target.checked ? "1" : "0" });
    } catch {
      target.checked = !target.checked;
      this.#complain("That could not be kept. Try again.");
    }
  };

  #complain(detail) {
    this.dispatchEvent(new CustomEvent("chat-problem", { bubbles: true, detail }));
  }
}

customElements.define("retrieved-passages", RetrievedPassages);

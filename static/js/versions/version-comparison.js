import { closeBy } from "#chat/browser/dialogs";
import { fetchFragment } from "#chat/browser/http";
import { listen } from "#chat/browser/listeners";
import { slot } from "#chat/browser/slots";

/** Two versions of a question or an answer side by side, in a dialog; either can be changed for another. */
class VersionComparison extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.unlisten = listen([
      [this.closest("chat-app"), "chat-compare", ({ detail }) => this.#open(detail)],
      [this.dialog, "change", ({ target }) => this.#change(target.dataset.side)],
      [this.dialog, "click", closeBy(this.dialog, "[data-action=close-comparison]")],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  async #open(versions) {
    if (await this.#show(versions)) this.dialog.showModal();
  }

  async #change(side) {
    const versions = Object.fromEntries([...this.dialog.querySelectorAll("select")].map(({ dataset, value }) => [dataset.side, value]));
    if (await this.#show(versions)) this.dialog.querySelector(`[data-side=${side}]`)?.focus();
  }

  /** @returns {Promise<boolean>} false: it could not be fetched */
  async #show(versions) {
    const { conversation } = this.closest("chat-app").dataset;
    try {
      slot(this, "compared").replaceChildren(await fetchFragment(`/c/${conversation}/comparison/?${new URLSearchParams(versions)}`));
    } catch {
      this.dispatchEvent(new CustomEvent("chat-problem", { bubbles: true, detail: "The versions could not be compared. Try again." }));
      return false;
    }
    return true;
  }
}

customElements.define("version-comparison", VersionComparison);

import "#chat/ui/copy-field";
import { closeBy } from "#chat/browser/dialogs";
import { changeFragment, fetchFragment } from "#chat/browser/http";
import { listen } from "#chat/browser/listeners";
import { slot } from "#chat/browser/slots";

const FAILED = "This did not work. Try again.";

/** Makes, shows and revokes the links to the chat that is shown. */
class ShareDialog extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.unlisten = listen([
      [this, "submit", (event) => this.#submit(event)],
      [this, "click", closeBy(this.dialog, "[data-close]")],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  async open(conversation) {
    await this.#show(() => fetchFragment(`/c/${conversation}/shares/`));
    this.dialog.showModal();
  }

  #submit(event) {
    event.preventDefault();
    const { action, method } = event.target;
    this.#show(() => changeFragment(action, method.toUpperCase(), new FormData(event.target)));
  }

  async #show(asked) {
    const body = slot(this, "body");
    try {
      body.replaceChildren(await asked());
      slot(this, "problem").textContent = "";
    } catch {
      slot(this, "problem").textContent = FAILED;
    }
  }
}

customElements.define("share-dialog", ShareDialog);

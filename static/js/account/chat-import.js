import { fetchFragment } from "#chat/browser/http";
import { slot } from "#chat/browser/slots";
import { FileUpload } from "#chat/account/file-upload";

const LOOK_MS = 1_000;

/** Sends a file of chats in pieces, and shows the reports of imports while one runs. */
class ChatImport extends HTMLElement {
  connectedCallback() {
    this.input = this.querySelector("input[type=file]");
    this.input.addEventListener("change", this.chosen);
    this.#lookSoon();
  }

  disconnectedCallback() {
    this.input.removeEventListener("change", this.chosen);
    clearTimeout(this.timer);
  }

  chosen = async () => {
    const [file] = this.input.files;
    this.input.value = "";
    if (!file) return;
    slot(this, "problem").textContent = "";
    this.input.disabled = true;
    try {
      await this.#upload(file).send((share) => this.#show(share));
      await this.#look();
    } catch (error) {
      slot(this, "problem").textContent = error.message;
    }
    this.input.disabled = false;
    slot(this, "sending").hidden = true;
  };

  #upload(file) {
    return new FileUpload(file, this.dataset.source, this.querySelector("[name=csrfmiddlewaretoken]").value);
  }

  #show(share) {
    slot(this, "sending").hidden = false;
    this.querySelector("progress").value = share;
    slot(this, "share").textContent = `Sending, ${Math.floor(share * 100)} %`;
  }

  async #look() {
    try {
      const fragment = await fetchFragment(this.dataset.source);
      // A list that somebody reads stays open.
      const open = [...this.querySelectorAll("details")].map((details) => details.open);
      slot(this, "reports").replaceChildren(fragment);
      const shown = this.querySelectorAll("details");
      // What is new stands above.
      shown.forEach((details, at) => (details.open = open.at(at - shown.length) ?? false));
    } catch {
      // The next look may reach the server again.
    }
    this.#lookSoon();
  }

  #lookSoon() {
    clearTimeout(this.timer);
    if (this.querySelector("[data-open]")) this.timer = setTimeout(() => this.#look(), LOOK_MS);
  }
}

customElements.define("chat-import", ChatImport);

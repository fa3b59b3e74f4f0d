import { closeBy } from "#chat/browser/dialogs";
import { fetchFragment } from "#chat/browser/http";
import { listen } from "#chat/browser/listeners";
import { slot } from "#chat/browser/slots";

const WAIT_MS = 120;

/** The search over all chats of the person, as they type; each hit is a link to its message. */
class ChatSearch extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.input = slot(this, "input");
    this.found = slot(this, "found");
    this.unlisten = listen([
      [this.input, "input", () => this.#askSoon()],
      [this.dialog, "keydown", (event) => this.#key(event)],
      [this.dialog, "click", closeBy(this.dialog, "[data-action=close-search], a")],
      [document, "click", ({ target }) => target.closest("[data-action=search]") && this.open()],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
    clearTimeout(this.timer);
    this.request?.abort();
  }

  /** What was looked for last stands there still, marked: it is typed over or gone on with. */
  open(query = this.input.value) {
    if (this.dialog.open) return;
    this.input.value = query;
    this.dialog.showModal();
    this.input.select();
    this.#ask();
  }

  #askSoon() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.#ask(), WAIT_MS);
  }

  async #ask() {
    this.request?.abort();
    const request = (this.request = new AbortController());
    try {
      const query = new URLSearchParams({ q: this.input.value });
      const fragment = await fetchFragment(`${this.dataset.source}?${query}`, { signal: request.signal });
      if (!this.#holdsFocus) this.#show(fragment);
    } catch {
      if (!request.signal.aborted) this.#show(note("The server cannot be reached. Try again."));
    }
  }

  #show(content) {
    this.found.replaceChildren(content);
    // What older chats hold is being indexed: it is there when this is asked again.
    if (this.found.querySelector("[data-behind]")) this.#askSoon();
  }

  /** What somebody goes through with the keys stays under them. */
  get #holdsFocus() {
    return this.found.contains(document.activeElement);
  }

  #key(event) {
    const links = [this.input, ...this.found.querySelectorAll("a")];
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    const at = links.indexOf(document.activeElement);
    if (step && at + step >= 0) links[Math.min(at + step, links.length - 1)].focus();
    else if (event.key === "Enter" && at === 0 && !event.isComposing) links[1]?.click();
    else if (event.key.length === 1 && at > 0 && !event.ctrlKey && !event.metaKey) return this.input.focus();
    else return undefined;
    return event.preventDefault();
  }
}

function note(text) {
  return Object.assign(document.createElement("p"), { className: "search-note", textContent: text });
}

customElements.define("chat-search", ChatSearch);

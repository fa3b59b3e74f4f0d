import { listen } from "#chat/browser/listeners";
import { slot } from "#chat/browser/slots";

/** The bar below the sidebar while several conversations are selected, to change all of them at once. */
class ChatSelection extends HTMLElement {
  connectedCallback() {
    this.sidebar = document.querySelector("chat-sidebar");
    this.unlisten = listen([
      [this.sidebar, "conversation-select", ({ detail }) => this.#begin(detail)],
      [this.sidebar, "conversation-kept", () => this.#end()],
      [this.sidebar, "click", (event) => this.#toggle(event)],
      [this.sidebar, "change", () => this.#count()],
      [this, "click", ({ target }) => this.#act(target.closest("button"))],
      [this, "keydown", (event) => event.key === "Escape" && this.#end()],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  get #selected() {
    return this.sidebar.rows.filter((row) => slot(row, "check").checked);
  }

  #begin(conversations) {
    this.sidebar.toggleAttribute("data-selecting", true);
    this.hidden = false;
    for (const { id } of conversations) slot(this.sidebar.row(id), "check").checked = true;
    this.#count();
    slot(this.sidebar.row(conversations[0].id), "check").focus();
  }

  #end() {
    this.sidebar.removeAttribute("data-selecting");
    for (const row of this.#selected) slot(row, "check").checked = false;
    this.hidden = true;
  }

  #count() {
    const count = this.#selected.length;
    slot(this, "count").textContent = `${count} selected`;
    slot(this, "change").disabled = count === 0;
  }

  /** A click on a row selects it, and does not leave the chat that is shown. */
  #toggle(event) {
    const row = this.hidden ? null : event.target.closest("a")?.closest("li.conversation");
    if (!row) return;
    event.preventDefault();
    slot(row, "check").click();
  }

  #act(button) {
    if (button === slot(this, "change")) this.sidebar.dispatchEvent(new CustomEvent("conversation-more", { detail: { rows: this.#selected, button } }));
    else if (button) this.#end();
  }
}

customElements.define("chat-selection", ChatSelection);

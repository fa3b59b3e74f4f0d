import { whenIdle } from "#chat/browser/idle";
import { listen } from "#chat/browser/listeners";
import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";
import { rename } from "#chat/sidebar/rename";

// A page that is busy for so long gets them all the same.
const SOON = { timeout: 5_000 };

/** A conversation in the sidebar: opens it, renames it in place, asks for its deletion. */
class ConversationRow extends HTMLElement {
  connectedCallback() {
    this.unlisten = listen([
      [this, "click", ({ target }) => this.#act(target.closest("[data-action]"))],
      [this, "pointerover", () => this.#furnish()],
      [this, "focusin", () => this.#furnish()],
    ]);
    if (this.closest("chat-sidebar")?.furnished) this.furnishSoon();
  }

  disconnectedCallback() {
    this.unlisten();
  }

  get item() {
    return this.closest("li");
  }

  get title() {
    return slot(this, "title").textContent;
  }

  /** As keeping.js has it. */
  get kept() {
    const { id, folder, tags } = this.item.dataset;
    return { id, title: this.title, pinned: this.item.hasAttribute("data-pinned"), archived: this.item.hasAttribute("data-archived"), folder: folder || null, tags: tags ? tags.split(",") : [] };
  }

  /** As much as a row of the server's says of its `conversation` frame. */
  get frame() {
    const { dataset } = this.item;
    const folder = dataset.folder ? { id: dataset.folder, name: "" } : null;
    return { ...this.kept, updated_at: dataset.updated, running: this.item.hasAttribute("data-running"), unread: this.item.hasAttribute("data-unread"), folder };
  }

  show({ id, title, updated_at: updated, running, unread = false, pinned = false, archived = false, folder = null, tags = [] }) {
    Object.assign(this.item.dataset, { id, updated, folder: folder?.id ?? "", tags: tags.join(",") });
    for (const [name, value] of Object.entries({ running, unread, pinned, archived })) this.item.toggleAttribute(`data-${name}`, value);
    slot(this, "link").href = `/c/${id}/`;
    fillSlots(this, { title: title || "New chat", tags: tags.map((tag) => `#${tag}`).join(" ") });
  }

  furnishSoon() {
    whenIdle(() => this.#furnish(), SOON);
  }

  /** Its buttons, which nobody sees before they come to it: there may be many rows, and the chat is drawn first. */
  #furnish() {
    if (!this.querySelector(".conversation-actions")) this.append(cloneTemplate("conversation-actions"));
  }

  #act(button) {
    const action = button?.dataset.action;
    const tell = (type, detail) => this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
    if (action === "rename") this.#rename();
    if (action === "delete") tell("conversation-delete", this.item);
    if (action === "more") tell("conversation-more", { rows: [this.item], button });
  }

  #rename() {
    const address = `/c/${this.item.dataset.id}/title/`;
    rename(this, { item: this.item, name: "title", link: slot(this, "link"), address, label: "Title", most: 200, problem: "The title could not be saved. Try again." });
  }
}

customElements.define("conversation-row", ConversationRow);

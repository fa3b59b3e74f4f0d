import { change } from "#chat/browser/http";
import { fillSlots, slot } from "#chat/browser/slots";

/** A conversation in the sidebar: opens it, renames it in place, asks for its deletion. */
class ConversationRow extends HTMLElement {
  connectedCallback() {
    const form = slot(this, "form");
    this.listeners = [
      [this, "click", ({ target }) => this.#act(target.closest("[data-action]"))],
      [form, "submit", (event) => (event.preventDefault(), this.#save())],
      [form, "focusout", () => this.#save()],
      [form, "keydown", (event) => event.key === "Escape" && this.#edit(false)],
    ];
    for (const [target, type, listener] of this.listeners) target.addEventListener(type, listener);
  }

  disconnectedCallback() {
    for (const [target, type, listener] of this.listeners) target.removeEventListener(type, listener);
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

  #act(button) {
    const action = button?.dataset.action;
    const tell = (type, detail) => this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
    if (action === "rename") this.#edit(true);
    if (action === "delete") tell("conversation-delete", this.item);
    if (action === "more") tell("conversation-more", { rows: [this.item], button });
  }

  #edit(editing) {
    const input = slot(this, "input");
    slot(this, "form").hidden = !editing;
    this.item.toggleAttribute("data-editing", editing);
    if (!editing) return slot(this, "link").focus();
    input.value = this.title;
    input.select();
  }

  async #save() {
    const input = slot(this, "input");
    const title = input.value.trim().replace(/\s+/g, " ");
    if (slot(this, "form").hidden) return;
    const before = this.title;
    this.#edit(false);
    if (!title || title === before) return;
    fillSlots(this, { title });
    try {
      await change(`/c/${this.item.dataset.id}/title/`, "POST", { title });
    } catch {
      fillSlots(this, { title: before });
      this.dispatchEvent(new CustomEvent("chat-problem", { bubbles: true, detail: "The title could not be saved. Try again." }));
    }
  }
}

customElements.define("conversation-row", ConversationRow);

import { change } from "#chat/browser/http";
import { fillSlots, slot } from "#chat/browser/slots";

/** A folder in the sidebar: opens, renames itself in place, can be deleted; its conversations are not. */
class FolderShelf extends HTMLElement {
  connectedCallback() {
    const form = slot(this, "form");
    this.listeners = [
      [this, "click", ({ target }) => this.#act(target.closest("[data-folder-action]")?.dataset.folderAction)],
      [form, "submit", (event) => (event.preventDefault(), this.#save())],
      [form, "focusout", () => this.#save()],
      [form, "keydown", (event) => event.key === "Escape" && this.#edit(false)],
    ];
    for (const [target, type, listener] of this.listeners) target.addEventListener(type, listener);
  }

  disconnectedCallback() {
    for (const [target, type, listener] of this.listeners) target.removeEventListener(type, listener);
  }

  get name() {
    return slot(this, "name").textContent;
  }

  #act(action) {
    if (action === "rename") this.#edit(true);
    if (action === "delete") this.#delete();
  }

  #edit(editing) {
    const input = slot(this, "input");
    slot(this, "form").hidden = !editing;
    this.toggleAttribute("data-editing", editing);
    if (!editing) return this.querySelector("summary").focus();
    input.value = this.name;
    return input.select();
  }

  async #save() {
    const name = slot(this, "input").value.trim().replace(/\s+/g, " ");
    if (slot(this, "form").hidden) return;
    const before = this.name;
    this.#edit(false);
    if (!name || name === before) return;
    fillSlots(this, { name });
    await change(`/folders/${this.dataset.id}/`, "POST", { name }).catch(() => {
      fillSlots(this, { name: before });
      this.#tell("The name could not be saved. Try again.");
    });
  }

  async #delete() {
    try {
      await change(`/folders/${this.dataset.id}/`, "DELETE");
    } catch {
      return this.#tell("The folder could not be deleted. Try again.");
    }
    this.closest("chat-sidebar").dropFolder(this);
    return this.#tell(`The folder “${this.name}” is deleted. Its chats are in the list.`);
  }

  #tell(text) {
    document.querySelector("chat-app").toasts.show(text);
  }
}

customElements.define("folder-shelf", FolderShelf);

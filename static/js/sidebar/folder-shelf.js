import { change } from "#chat/browser/http";
import { slot } from "#chat/browser/slots";
import { rename } from "#chat/sidebar/rename";

/** A folder in the sidebar: opens, renames itself in place, can be deleted; its conversations are not. */
class FolderShelf extends HTMLElement {
  connectedCallback() {
    this.clicked = ({ target }) => this.#act(target.closest("[data-folder-action]")?.dataset.folderAction);
    this.addEventListener("click", this.clicked);
  }

  disconnectedCallback() {
    this.removeEventListener("click", this.clicked);
  }

  get name() {
    return slot(this, "name").textContent;
  }

  #act(action) {
    if (action === "rename") this.#rename();
    if (action === "delete") this.#delete();
  }

  #rename() {
    const address = `/folders/${this.dataset.id}/`;
    rename(this, { item: this, name: "name", link: this.querySelector("summary"), address, label: "Name of the folder", most: 80, problem: "The name could not be saved. Try again." });
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

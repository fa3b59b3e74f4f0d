import { change } from "#chat/browser/http";
import { slot } from "#chat/browser/slots";
import { storage } from "#chat/browser/storage";

const UNDO_MS = 30_000;
const KEY = "deleted-conversation";

/** Deletes a conversation at once and offers to take that back for half a minute, also on the page that follows. */
export class DeletionDesk {
  constructor(sidebar, toasts) {
    Object.assign(this, { sidebar, toasts, storage: storage("sessionStorage") });
    this.asked = ({ detail }) => this.#delete(detail);
  }

  connect() {
    this.sidebar.addEventListener("conversation-delete", this.asked);
    const { id, title, until } = JSON.parse(this.storage.getItem(KEY) ?? "{}");
    if (until > Date.now()) this.#offerUndo(id, title, until - Date.now());
  }

  disconnect() {
    this.sidebar.removeEventListener("conversation-delete", this.asked);
  }

  async #delete(row) {
    const { id } = row.dataset;
    const title = slot(row, "title").textContent;
    const current = id === this.sidebar.dataset.current;
    const notice = JSON.stringify({ id, title, until: Date.now() + UNDO_MS });
    this.sidebar.hideRow(row, true);
    // Before the request: the server tells this page of the deletion, which then leaves for a new chat, maybe by loading it.
    this.storage.setItem(KEY, notice);
    try {
      await change(`/c/${id}/deletion/`, "POST");
    } catch {
      this.storage.removeItem(KEY);
      this.sidebar.hideRow(row, false);
      return this.toasts.show("The conversation could not be deleted. Try again.");
    }
    if (current) location.assign("/");
    return this.#offerUndo(id, title, UNDO_MS);
  }

  #offerUndo(id, title, ms) {
    this.toasts.show(`“${title}” is deleted.`, { action: "Undo", onAction: () => this.#restore(id), ms });
  }

  async #restore(id) {
    this.storage.removeItem(KEY);
    try {
      await change(`/c/${id}/deletion/`, "DELETE");
    } catch {
      this.toasts.show("The conversation could not be restored.");
      return;
    }
    const row = this.sidebar.rows.find(({ dataset }) => dataset.id === id);
    if (row) this.sidebar.hideRow(row, false);
  }
}

import "#chat/sidebar/conversation-row";
import "#chat/sidebar/folder-shelf";
import { Shelf } from "#chat/sidebar/shelf";
import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";
import { shelfOf } from "#chat/sidebar/keeping";

/** The person's conversations on their shelves: what is pinned, the folders, all others by date, the archive. */
class ChatSidebar extends HTMLElement {
  connectedCallback() {
    this.shelves = new Map();
    for (const list of this.querySelectorAll("[data-shelf]")) this.#adopt(list);
    this.#arrange();
    this.current = this.dataset.current;
  }

  disconnectedCallback() {
    for (const shelf of this.shelves.values()) shelf.close();
  }

  get rows() {
    return [...this.querySelectorAll("li.conversation")];
  }

  /** @returns {{id: string, name: string}[]} */
  get folders() {
    return [...this.querySelectorAll(".folder[data-id]")].map((folder) => ({ id: folder.dataset.id, name: slot(folder, "name").textContent }));
  }

  /** Once the chat is shown: gives all rows the buttons that they came without. */
  furnish() {
    if (this.furnished) return;
    this.furnished = true;
    for (const row of this.querySelectorAll("conversation-row")) row.furnishSoon();
  }

  row(id) {
    return this.querySelector(`li.conversation[data-id="${CSS.escape(id)}"]`);
  }

  set current(id) {
    for (const row of this.rows) {
      const link = slot(row, "link");
      if (row.dataset.id === id) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    }
    this.dataset.current = id ?? "";
  }

  /** Takes a `conversation` frame in: a new row, a changed one, or one that is gone. */
  update(frame) {
    let row = this.row(frame.id);
    if (frame.deleted || frame.temporary) row?.remove();
    else {
      row ??= cloneTemplate("conversation-row");
      if (row.hasAttribute("data-running") && !frame.running) this.#answered(frame);
      row.hidden = false;
      if (frame.folder) this.showFolder(frame.folder);
      (this.shelves.get(shelfOf(frame)) ?? this.shelves.get("list")).place(row, frame.updated_at);
      row.querySelector("conversation-row").show(frame);
      this.current = this.dataset.current;
    }
    this.#arrange();
  }

  /** After the line was cut: what began, ended and went meanwhile was not told. */
  async refresh() {
    const begun = [...this.shelves.values()].filter((shelf) => shelf.begun);
    const compared = await Promise.all(begun.map((shelf) => shelf.compare()));
    for (const { frames } of compared) frames.forEach((frame) => this.update(frame));
    // Now, when what only stands on another shelf has gone there.
    for (const { gone } of compared) gone().forEach((row) => row.remove());
    this.#arrange();
  }

  /** @param {{id: string, name: string}} folder a new one, or one of another name */
  showFolder({ id, name }) {
    const known = this.querySelector(`.folder[data-id="${id}"]`);
    const folder = known ?? cloneTemplate("folder");
    if (name) fillSlots(folder, { name });
    if (known || !name) return;
    folder.dataset.id = id;
    folder.querySelector("ol").dataset.shelf = id;
    slot(this, "folders").append(folder);
    this.#adopt(folder.querySelector("ol"));
  }

  /** What it held is told conversation by conversation; what is shown of it is in the list at once. */
  dropFolder(folder) {
    const { id } = folder.dataset;
    for (const { frame } of folder.querySelectorAll("conversation-row")) this.update({ ...frame, folder: null });
    this.shelves.get(id).close();
    this.shelves.delete(id);
    folder.remove();
  }

  hideRow(row, hidden) {
    row.hidden = hidden;
    this.#arrange();
  }

  #adopt(list) {
    const onRows = () => ((this.current = this.dataset.current), this.#arrange());
    this.shelves.set(list.dataset.shelf, new Shelf(list, { source: this.dataset.source, root: this, onRows }));
  }

  /** An answer ended. */
  #answered(frame) {
    this.dispatchEvent(new CustomEvent("chat-answered", { bubbles: true, detail: frame }));
  }

  #arrange() {
    for (const shelf of this.shelves.values()) shelf.arrange();
    slot(this, "pinned").hidden = this.shelves.get("pinned").empty;
    slot(this, "empty").hidden = this.rows.some(({ hidden }) => !hidden) || this.folders.length > 0;
  }
}

customElements.define("chat-sidebar", ChatSidebar);

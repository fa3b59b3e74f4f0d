import "#chat/sidebar/keeping-tags";
import { change, changeFragment, HttpError } from "#chat/browser/http";
import { listen } from "#chat/browser/listeners";
import { cloneTemplate, slot } from "#chat/browser/slots";
import { inverse, sentence } from "#chat/sidebar/keeping";

const UNDO_MS = 30_000;
const CHANGES = "/conversations/changes/";

/** The menu of a row of the sidebar, or of all rows that are selected: pin, archive, move, tag, select, delete; each with an undo. */
class KeepingMenu extends HTMLElement {
  connectedCallback() {
    this.panel = this.querySelector("[popover]");
    this.sidebar = document.querySelector("chat-sidebar");
    this.unlisten = listen([
      [this.sidebar, "conversation-more", ({ detail }) => this.#open(detail.rows, detail.button)],
      [this.panel, "click", ({ target }) => this.#click(target.closest("button"))],
      [this.panel, "keeping-change", ({ detail }) => (this.panel.hidePopover(), this.#change(detail))],
      [slot(this, "form"), "submit", (event) => (event.preventDefault(), this.#makeFolder())],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  #open(rows, button) {
    this.conversations = rows.map((row) => row.querySelector("conversation-row").kept);
    this.#draw();
    this.panel.showPopover({ source: button });
    const [box, size] = [button.getBoundingClientRect(), this.panel.getBoundingClientRect()];
    const left = Math.min(box.left, innerWidth - size.width - 8);
    const top = box.bottom + size.height < innerHeight ? box.bottom : Math.max(8, box.top - size.height);
    Object.assign(this.panel.style, { left: `${Math.max(8, left)}px`, top: `${top}px` });
    this.panel.querySelector("button:not([hidden])").focus();
  }

  #draw() {
    const all = (name) => this.conversations.every((conversation) => conversation[name]);
    const shown = { pin: !all("pinned"), unpin: all("pinned"), archive: !all("archived"), unarchive: all("archived"), out: this.conversations.some(({ folder }) => folder), select: this.conversations.length === 1, delete: this.conversations.length > 1 };
    for (const [act, visible] of Object.entries(shown)) this.querySelector(`[data-act=${act}]`).hidden = !visible;
    slot(this, "folders").replaceChildren(...this.sidebar.folders.map((folder) => this.#folder(folder)));
    slot(this, "form").reset();
    this.querySelector("keeping-tags").show(this.conversations);
  }

  #folder({ id, name }) {
    const item = cloneTemplate(slot(this, "folder"));
    item.dataset.folder = id;
    slot(item, "name").textContent = name;
    item.hidden = this.conversations.every(({ folder }) => folder === id);
    return item;
  }

  #click(button) {
    const { act, folder } = button?.dataset ?? {};
    if (!act) return;
    this.panel.hidePopover();
    if (act === "select") this.sidebar.dispatchEvent(new CustomEvent("conversation-select", { detail: this.conversations }));
    else this.#change(act === "folder" ? { folder } : FIELDS[act], folder && slot(button, "name").textContent);
  }

  async #makeFolder() {
    const { conversations } = this;
    const name = slot(this, "form").elements.name.value.trim();
    if (!name) return;
    this.panel.hidePopover();
    const made = await changeFragment("/folders/", "POST", { name }).catch(() => null);
    if (!made) return this.#tell("The folder could not be made.");
    const { id } = made.firstElementChild.dataset;
    this.sidebar.showFolder({ id, name });
    this.conversations = conversations;
    this.#change({ folder: id }, name);
  }

  async #change(fields, folderName) {
    const { conversations } = this;
    const leaves = fields.deleted && conversations.some(({ id }) => id === this.sidebar.dataset.current);
    // Else the page would be loaded anew, and the way back lost.
    if (leaves) await window.navigation?.navigate("/").finished.catch(() => {});
    if (!(await this.#send([{ ids: conversations.map(({ id }) => id), ...fields }]))) return;
    const undo = () => this.#send(inverse(conversations, fields));
    this.#tell(sentence(conversations, fields, folderName), { action: "Undo", onAction: undo, ms: UNDO_MS });
    this.sidebar.dispatchEvent(new CustomEvent("conversation-kept"));
  }

  async #send(requests) {
    try {
      for (const { ids, ...fields } of requests) await change(CHANGES, "POST", { ids: ids.join(" "), ...fields });
      return true;
    } catch (error) {
      const refused = error instanceof HttpError && error.response.status === 400;
      return this.#tell(refused ? await error.response.text() : "This could not be done. Try again."), false;
    }
  }

  #tell(text, options) {
    document.querySelector("chat-app").toasts.show(text, options);
  }
}

const FIELDS = { pin: { pinned: true }, unpin: { pinned: false }, archive: { archived: true }, unarchive: { archived: false }, out: { folder: "" }, delete: { deleted: true } };

customElements.define("keeping-menu", KeepingMenu);

import { listenTo } from "#chat/browser/listeners";
import { drawChip, newChip } from "#chat/files/file-chip";
import { FileDrop } from "#chat/files/file-drop";
import { change } from "#chat/browser/http";
import { sendFile } from "#chat/files/send-file";
import { smaller } from "#chat/files/smaller-image";
import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";
import { ablerModels, wayOf } from "#chat/files/file-kinds";
import { Uploads } from "#chat/files/uploads";

const MOST_OFFERED = 3;

/** The files of the message that is being written, above its text. Events: `files-changed`, `file-undo` (a text), `chat-note` (a sentence). */
class FileTray extends HTMLElement {
  connectedCallback() {
    const { maxBytes, maxFiles } = this.dataset;
    this.limits = { bytes: Number(maxBytes), count: Number(maxFiles) };
    this.trays = new Map();
    this.input = slot(this, "input");
    this.drop = new FileDrop(this);
    this.drop.connect();
    this.unlisten = listenTo(this, [
      ["change", () => (this.add(this.input.files), (this.input.value = ""))],
      ["click", ({ target }) => this.#act(target.closest("[data-action]"))],
    ]);
    this.open(null);
  }

  disconnectedCallback() {
    this.unlisten();
    this.drop.disconnect();
  }

  /** Shows what is attached in this conversation (null: the new one). */
  open(conversation) {
    this.uploads?.removeEventListener("changed", this.draw);
    this.uploads = this.trays.get(conversation) ?? new Uploads(sendFile, this.limits);
    this.trays.set(conversation, this.uploads);
    this.uploads.addEventListener("changed", this.draw);
    this.draw();
  }

  /** The new chat has become this conversation. */
  rename(conversation) {
    this.trays.delete(null);
    this.trays.set(conversation, this.uploads);
  }

  choose() {
    this.input.click();
  }

  add(files, options) {
    const left = this.uploads.add([...files], options);
    if (left) this.#tell("chat-note", `A message has room for ${this.limits.count} files: ${left} of them ${left === 1 ? "was" : "were"} left out.`);
  }

  /** Also when the model is another one. */
  draw = () => {
    const { items } = this.uploads;
    // The composer is made after what is in it.
    const model = this.closest("chat-composer").picker?.chosen;
    this.toggleAttribute("data-empty", !items.length);
    const known = new Map([...slot(this, "list").children].map((chip) => [Number(chip.dataset.id), chip]));
    const chips = items.map((item) => known.get(item.id) ?? newChip(item));
    slot(this, "list").replaceChildren(...chips);
    items.forEach((item, index) => drawChip(chips[index], item, model));
    this.#warn(items, model);
    this.#tell("files-changed");
  };

  #warn(items, model) {
    const ways = items.filter(({ part }) => part).map(({ part, readable }) => wayOf(part.file, model, readable));
    const lost = new Set(ways.map((way) => way.lost).filter(Boolean));
    const models = JSON.parse(document.getElementById("models").textContent);
    const offered = lost.size ? ablerModels(models, lost).slice(0, MOST_OFFERED) : [];
    fillSlots(this, { warning: lost.size ? `${model?.label ?? "This model"} takes no ${[...lost].join(" and no ")}.${offered.length ? " Ask instead:" : ""}` : "" });
    slot(this, "abler").replaceChildren(...offered.map(({ id, label }) => Object.assign(cloneTemplate("abler-model"), { textContent: label, value: id })));
  }

  #act(button) {
    if (!button) return;
    const { action } = button.dataset;
    if (action === "abler") return this.#tell("model-wanted", Number(button.value));
    const id = Number(button.closest("[data-id]").dataset.id);
    if (action === "file-retry") return this.uploads.retry(id);
    if (action === "file-smaller") return this.#shrink(id);
    const item = this.uploads.remove(id);
    forget(item);
    if (action === "file-undo") item.file.text().then((text) => this.#tell("file-undo", text));
    return this.#tell("files-focus");
  }

  async #shrink(id) {
    const { uploads } = this;
    const { file } = uploads.items.find((each) => each.id === id);
    try {
      forget(uploads.replace(id, await smaller(file)));
    } catch {
      this.#tell("chat-note", `“${file.name}” could not be made smaller.`);
    }
    return this.#tell("files-focus");
  }

  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { bubbles: true, detail }));
  }
}

/** What was uploaded and is not sent. */
function forget(item) {
  if (item?.part && !item.kept) change(`/attachments/${item.part.file.file_id}/`, "DELETE");
}

customElements.define("file-tray", FileTray);

import { cloneTemplate, fillSlots, slot } from "#chat/browser/slots";
import { kindOf, sizeOf } from "#chat/files/file-kinds";

/** A file of a question, or a picture of an answer: an image that opens large, a recording with its player, or a document. `data-file` is the part's `file`. */
class FileCard extends HTMLElement {
  connectedCallback() {
    if (this.childElementCount) return;
    const { file } = this;
    const kind = kindOf(file.media_type);
    const address = `/attachments/${file.file_id}/`;
    this.dataset.kind = kind;
    this.append(cloneTemplate(`file-${kind}`));
    const opened = slot(this, "open");
    if (opened) opened.file = file;
    fillSlots(this, kind === "image" ? {} : { name: file.filename, facts: sizeOf(file.size ?? 0) });
    if (kind === "image") Object.assign(this.querySelector("img"), { alt: file.filename, width: file.width, height: file.height, src: address });
    if (kind === "audio") this.querySelector("audio").src = address;
    Object.assign(this.querySelector("a"), { href: `${address}?download`, ariaLabel: `Save ${file.filename}` });
  }

  get file() {
    return JSON.parse(this.dataset.file);
  }
}

customElements.define("file-card", FileCard);

/** Shows the files of a question in this list. @param {object[]} parts content parts of the API; only files are shown */
export function showFiles(list, parts) {
  const files = (Array.isArray(parts) ? parts : []).filter((part) => part.type === "file" && part.file?.file_id);
  list.replaceChildren(...files.map(({ file }) => cardOf(file)));
  list.hidden = !files.length;
}

function cardOf(file) {
  const card = document.createElement("file-card");
  card.className = "file-card";
  card.dataset.file = JSON.stringify(file);
  return card;
}

/** The parts that name the files of this list. */
export const partsOf = (list) => [...list.querySelectorAll("file-card")].map(({ file }) => ({ type: "file", file }));

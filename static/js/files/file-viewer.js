import { closeBy } from "#chat/browser/dialogs";
import { listen } from "#chat/browser/listeners";
import { fillSlots, slot } from "#chat/browser/slots";
import { kindOf } from "#chat/files/file-kinds";

/** A file opened large: an image, or a text as text. It opens what has a `file` and `data-slot="open"`. */
class FileViewer extends HTMLElement {
  connectedCallback() {
    this.dialog = this.querySelector("dialog");
    this.unlisten = listen([
      [document, "click", ({ target }) => this.#clicked(target.closest?.('[data-slot="open"]'))],
      [this.dialog, "click", closeBy(this.dialog, "[data-action=close]")],
    ]);
  }

  disconnectedCallback() {
    this.unlisten();
  }

  #clicked(button) {
    if (button?.file) this.show(button.file);
  }

  /** What can be shown is: the browser saves all else. */
  async show(file) {
    const address = `/attachments/${file.file_id}/`;
    const kind = kindOf(file.media_type);
    const isText = file.media_type === "text/plain";
    if (kind !== "image" && !isText) return void location.assign(`${address}?download`);
    const image = slot(this, "image");
    image.hidden = kind !== "image";
    if (kind === "image") Object.assign(image, { src: address, alt: file.filename, width: file.width, height: file.height });
    slot(this, "save").href = `${address}?download`;
    fillSlots(this, { name: file.filename, text: "" });
    this.dialog.showModal();
    if (isText) fillSlots(this, { text: await (await fetch(address)).text() });
  }
}

customElements.define("file-viewer", FileViewer);

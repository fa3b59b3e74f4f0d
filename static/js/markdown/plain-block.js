import { cloneTemplate, slot } from "#chat/browser/slots";
import { pieces } from "#chat/text/pieces";

/** A block whose Markdown is not drawn: its text as it was written, and why. It grows by `show`. */
export class PlainBlock {
  /** @param {string} why empty while its drawing is under way */
  constructor(why) {
    this.element = cloneTemplate("plain-block");
    this.why = why;
    this.text = "";
    slot(this.element, "why").hidden = !why;
    slot(this.element, "why").textContent = why && `Shown as plain text: ${why}.`;
  }

  /** Its last piece may still grow; the others stay, so that the browser lays out only what is new and what is seen. */
  show(text) {
    if (!text.startsWith(this.text)) this.#clear();
    const last = this.#pieces.at(-1);
    const rest = (last?.textContent ?? "") + text.slice(this.text.length);
    last?.remove();
    this.element.append(...pieces(rest).map(paragraph));
    this.text = text;
  }

  get #pieces() {
    return [...this.element.children].slice(1);
  }

  #clear() {
    this.#pieces.forEach((piece) => piece.remove());
    this.text = "";
  }
}

function paragraph(text) {
  return Object.assign(document.createElement("p"), { className: "plain-text", textContent: text });
}

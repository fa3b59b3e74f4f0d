import { cloneTemplate, slot } from "#chat/browser/slots";
import { codeMarkup } from "#chat/browser/trusted";
import { worker } from "#chat/markdown/parser/worker";
import { RecentColours } from "#chat/markdown/recent-colours";
import { Room } from "#chat/markdown/room";

const LIVE_LIMIT = 8_192;
const LIMIT = 200_000;
const recent = new RecentColours();

/** A block of code with its language and a button to copy it. It grows by `show` and gets its last colours with `finish`. */
export class CodeBlock {
  /** @param {Room} room for the colours: code that comes when it is full has none */
  constructor(lang, room) {
    this.element = cloneTemplate("code-block");
    this.code = slot(this.element, "code");
    this.colours = new Colours(this.code, lang, room);
    this.lang = lang;
    this.text = "";
    slot(this.element, "lang").textContent = lang || "text";
  }

  /** Beyond a few pages only what is new is added; colouring it all again for each frame would grow with the block. */
  show(text) {
    this.#write(text);
    if (text.length <= LIVE_LIMIT) this.colours.update(text);
  }

  finish(text) {
    this.#write(text);
    if (text.length <= LIMIT) this.colours.update(text);
  }

  /** What is coloured stays so while more comes. */
  #write(text) {
    if (text === this.text) return;
    if (text.startsWith(this.text)) this.code.append(text.slice(this.text.length));
    else this.code.textContent = text;
    this.text = text;
  }
}

/** Colours code that the page was served with. */
export function colour(element, lang) {
  new Colours(element, lang, new Room()).update(element.textContent);
}

/** The colours of one element: the worker finds them, and those of its text as it was stay until then. */
class Colours {
  constructor(element, lang, room) {
    Object.assign(this, { element, lang, room, text: "", painted: "", spans: 0, asking: false });
  }

  /** @param {string} text what the element shows */
  update(text) {
    if (!this.lang || text === this.text || this.room.full) return;
    this.text = text;
    const known = recent.longest(this.lang, text);
    if (known && known.text !== this.painted) this.#paint(known);
    if (known?.text !== text && !this.asking) this.#ask();
  }

  async #ask() {
    const { lang, text } = this;
    this.asking = true;
    try {
      const html = await worker.run("colours", { lang, text });
      if (html === null) return;
      if (text.length <= LIVE_LIMIT) recent.add({ lang, text, html });
      this.#paint({ text, html });
    } catch {
      return; // It stays as it is: nobody misses the colours of what takes so long.
    }
    this.asking = false;
    if (this.text !== text) this.#ask();
  }

  #paint({ text, html }) {
    const shown = this.element.textContent;
    if (!shown.startsWith(text) || this.room.full) return;
    this.element.innerHTML = codeMarkup(html);
    if (shown.length > text.length) this.element.append(shown.slice(text.length));
    this.painted = text;
    this.#measure();
  }

  #measure() {
    const spans = this.element.getElementsByTagName("*").length;
    this.room.used += spans - this.spans;
    this.spans = spans;
  }
}

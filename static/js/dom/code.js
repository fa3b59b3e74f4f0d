import { cloneTemplate, slot } from "#chat/dom/slots";

const LIVE_LIMIT = 8_192;
const LIMIT = 200_000;
let library = null;

/** A block of code with its language and a button to copy it. It grows by `show` and gets its last colours with `finish`. */
export class CodeBlock {
  constructor(lang) {
    this.element = cloneTemplate("code-block");
    this.code = slot(this.element, "code");
    this.lang = lang;
    this.text = "";
    slot(this.element, "lang").textContent = lang || "text";
  }

  /** Beyond a few pages only what is new is added; colouring it all again for each frame would grow with the block. */
  show(text) {
    if (text === this.text) return;
    if (text.length > LIVE_LIMIT && text.startsWith(this.text)) this.code.append(text.slice(this.text.length));
    else this.code.textContent = text;
    this.text = text;
    if (text.length <= LIVE_LIMIT) this.#colour();
  }

  finish(text) {
    this.show(text);
    if (text.length > LIVE_LIMIT && text.length <= LIMIT) this.#colour();
  }

  #colour() {
    if (library) paint(this.code, this.text, this.lang, library);
    else loadLibrary().then((loaded) => paint(this.code, this.text, this.lang, loaded));
  }
}

/** Colours code that the page was served with. */
export async function colour(element, lang) {
  paint(element, element.textContent, lang, await loadLibrary());
}

async function loadLibrary() {
  library ??= (await import("highlight.js")).default;
  return library;
}

function paint(element, text, lang, hljs) {
  if (!hljs.getLanguage(lang)) return;
  // The library escapes the text and writes nothing but spans with classes.
  element.innerHTML = hljs.highlight(text, { language: lang, ignoreIllegals: true }).value;
}

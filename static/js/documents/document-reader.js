import "#chat/markdown/markdown-text";
import { markQuote } from "#chat/citations/quote-mark";

const HEADINGS = "h1, h2, h3, h4, h5, h6";
const MOVES = ["wheel", "touchmove", "keydown", "pointerdown"];

/**
 * A document around its Markdown. What a citation names is marked: the passage, each text having its part of it as `data-cited-at`
 * ("from-to", in its own text), else the section of the address; and in it the words of `data-quote`.
 */
class DocumentReader extends HTMLElement {
  connectedCallback() {
    window.addEventListener("hashchange", this.turn);
    this.addEventListener("markdown-drawn", this.mark);
    for (const type of MOVES) window.addEventListener(type, this.stay, { passive: true, once: true });
    // A block that takes long is drawn by the worker, after all others.
    this.redrawn = new MutationObserver(() => this.reveal(this.#markQuote()));
    // What is drawn above it moves what was found, until somebody reads.
    this.grown = new ResizeObserver(() => this.reveal());
    this.grown.observe(this);
    this.mark();
  }

  disconnectedCallback() {
    window.removeEventListener("hashchange", this.turn);
    this.removeEventListener("markdown-drawn", this.mark);
    for (const type of MOVES) window.removeEventListener(type, this.stay);
    this.redrawn.disconnect();
    this.grown.disconnect();
  }

  mark = () => {
    for (const block of this.querySelectorAll("[data-cited]")) delete block.dataset.cited;
    const passage = this.turned ? [] : this.#passage();
    this.cited = passage.length ? passage : this.#section();
    for (const block of this.cited) block.dataset.cited = "";
    this.reveal(this.#markQuote() ?? passage[0]);
  };

  /** Without an element: what was found before, where it is now. */
  reveal(found) {
    this.found = found ?? this.found;
    if (this.found?.isConnected && !this.stays) this.found.scrollIntoView({ block: "center" });
  }

  /** To another section of the same document. */
  turn = () => {
    this.turned = true;
    this.found = null;
    this.mark();
  };

  /** Who reads already is not taken elsewhere. */
  stay = () => {
    this.stays = true;
  };

  #markQuote() {
    const { quote } = this.dataset;
    if (!quote || this.turned) return null;
    const there = this.querySelector("mark.quoted");
    if (there) return there;
    this.redrawn.disconnect();
    const mark = markQuote(this.cited.length ? this.cited : [...this.querySelectorAll("markdown-text .block")], quote);
    for (const block of this.cited) this.redrawn.observe(block, { childList: true });
    return mark;
  }

  #passage() {
    return [...this.querySelectorAll("markdown-text[data-cited-at]")].flatMap((text) => text.between(...text.dataset.citedAt.split("-").map(Number)));
  }

  #section() {
    const found = [];
    let block = this.#named()?.closest(".block");
    while (block && !(found.length && block.querySelector(HEADINGS))) {
      found.push(block);
      block = block.nextElementSibling;
    }
    return found;
  }

  #named() {
    try {
      const anchor = decodeURIComponent(location.hash.slice(1));
      return anchor ? this.querySelector(`:is(${HEADINGS})#${CSS.escape(anchor)}`) : null;
    } catch {
      return null; // An address with a broken escape names nothing.
    }
  }
}

customElements.define("document-reader", DocumentReader);

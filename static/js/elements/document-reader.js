import "#chat/elements/markdown-text";

const HEADINGS = "h1, h2, h3, h4, h5, h6";

/** A document around its Markdown: the section that the address names, a citation's, is marked to its end. */
class DocumentReader extends HTMLElement {
  connectedCallback() {
    window.addEventListener("hashchange", this.mark);
    this.addEventListener("markdown-drawn", this.mark);
    this.mark();
  }

  disconnectedCallback() {
    window.removeEventListener("hashchange", this.mark);
    this.removeEventListener("markdown-drawn", this.mark);
  }

  mark = () => {
    for (const block of this.querySelectorAll("[data-cited]")) delete block.dataset.cited;
    const heading = this.#named();
    let block = heading?.closest(".block");
    while (block) {
      block.dataset.cited = "";
      block = block.nextElementSibling;
      if (block?.querySelector(HEADINGS)) return;
    }
  };

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

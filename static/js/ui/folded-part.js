import "#chat/markdown/markdown-text";

/** Around a `details`: the Markdown in it is drawn when it is opened, so that what nobody opens costs nothing. */
class FoldedPart extends HTMLElement {
  connectedCallback() {
    this.details = this.querySelector("details");
    this.details.addEventListener("toggle", this.draw);
    this.draw();
  }

  disconnectedCallback() {
    this.details.removeEventListener("toggle", this.draw);
  }

  draw = () => {
    if (!this.details.open) return;
    for (const text of this.details.querySelectorAll("markdown-text:not([data-drawn])")) text.show(text.source, true);
  };
}

customElements.define("folded-part", FoldedPart);

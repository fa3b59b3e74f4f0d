import { MarkdownView } from "#chat/markdown/markdown-view";
import { nearDrawing } from "#chat/drawing/near-drawing";

const LONG = 20_000;

/**
 * Shows Markdown. What stands in it as text when it is connected is its source; `show` sets a new one.
 * With the attribute `anchors` its headings get the anchors that links into a document use.
 */
class MarkdownText extends HTMLElement {
  connectedCallback() {
    if (this.view) return;
    // What stands in a folded part is drawn when it is opened.
    const { source } = this;
    if (source && !this.closest("details:not([open])")) this.show(source, true);
  }

  disconnectedCallback() {
    nearDrawing.forget(this);
  }

  get source() {
    return this.text ?? this.textContent;
  }

  show(text, final, sources) {
    this.text = text;
    this.toggleAttribute("data-long", text.length > LONG);
    const draw = () => this.#draw(text, final, sources);
    // What is being written is where the reader looks.
    if (final && !this.view && nearDrawing.later(this, draw)) return;
    nearDrawing.forget(this);
    draw();
  }

  #draw(text, final, sources) {
    this.view ??= new MarkdownView(this.#cleared(), { anchors: this.hasAttribute("anchors"), onDrawn: () => this.#drawn() });
    if (sources) this.view.setSources(sources);
    if (text !== this.view.text || final !== this.view.finished) this.view.update(text, final);
    this.dataset.drawn = "";
  }

  /** The elements of what stands between two places of the source, as far as it is drawn. */
  between(start, end) {
    return this.view?.between(start, end) ?? [];
  }

  #cleared() {
    this.replaceChildren();
    return this;
  }

  #drawn() {
    if (this.hasAttribute("anchors")) this.#visit();
    this.dispatchEvent(new CustomEvent("markdown-drawn", { bubbles: true }));
  }

  /** The anchor that the address names has only come now. */
  #visit() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    location.replace(location.hash);
    target.scrollIntoView();
  }
}

customElements.define("markdown-text", MarkdownText);

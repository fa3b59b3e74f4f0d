import { CodeBlock } from "#chat/dom/code";
import { decorate } from "#chat/dom/decorate";
import { markdownFragment } from "#chat/dom/markdown";
import { BlockSplitter } from "#chat/markdown-blocks";
import { mend } from "#chat/mend";
import { Slugs } from "#chat/slugs";

/**
 * Draws growing Markdown. A block that is whole is drawn once and never touched again; only the one that is being
 * written is drawn anew. Each block stands in a wrapper of its own, which is how the last one is replaced.
 */
export class MarkdownView {
  constructor(container, { anchors = false } = {}) {
    Object.assign(this, { container, anchors, sources: new Map() });
    this.#reset();
  }

  /** @param {boolean} final whether nothing comes after this text */
  update(text, final) {
    if (!text.startsWith(this.text) || this.finished) this.#reset();
    this.splitter.push(text.slice(this.text.length));
    this.text = text;
    this.finished = final;
    if (final) this.splitter.finish();
    this.#drawStable();
    this.#drawTail();
    if (final && this.splitter.definitions) this.#again();
  }

  /** The answer's numbered sources: drawn again only if they changed. */
  setSources(sources) {
    const same = sources.size === this.sources.size && [...sources].every(([number, { url }]) => this.sources.get(number)?.url === url);
    this.sources = sources;
    if (!same) this.#again(/\[\d|【/);
  }

  #reset() {
    Object.assign(this, { splitter: new BlockSplitter(), text: "", finished: false, drawn: [], tail: null, slugs: new Slugs() });
    this.container.replaceChildren();
  }

  #drawStable() {
    for (const block of this.splitter.stable.slice(this.drawn.length)) {
      const view = this.tail ?? this.#open();
      this.tail = null;
      this.#draw(view, block, true);
      this.drawn.push(view);
    }
  }

  #drawTail() {
    const block = this.splitter.tail;
    if (!block) return;
    this.tail ??= this.#open();
    this.#draw(this.tail, block, false);
  }

  #draw(view, block, whole) {
    if (block.kind === "code") return this.#drawCode(view, block, whole);
    view.code = null;
    const source = whole ? block.text : mend(block.text);
    const fragment = decorate(markdownFragment(source, this.splitter.definitions), this.sources);
    if (whole && this.anchors) this.#setAnchors(fragment);
    view.element.replaceChildren(fragment);
  }

  #drawCode(view, { lang, text }, whole) {
    if (view.code?.lang !== lang) {
      view.code = new CodeBlock(lang);
      view.element.replaceChildren(view.code.element);
    }
    if (whole) view.code.finish(text);
    else view.code.show(text);
  }

  /** Draws all whole blocks once more: what they refer to is known now. */
  #again(pattern = /\[/) {
    this.slugs = new Slugs();
    this.splitter.stable.forEach((block, index) => {
      if (this.anchors || (block.kind === "markdown" && pattern.test(block.text))) this.#draw(this.drawn[index], block, true);
    });
  }

  #setAnchors(fragment) {
    for (const heading of fragment.querySelectorAll("h1, h2, h3, h4, h5, h6")) heading.id = this.slugs.of(heading.textContent);
  }

  #open() {
    const element = document.createElement("div");
    element.className = "block";
    this.container.append(element);
    return { element, code: null };
  }
}

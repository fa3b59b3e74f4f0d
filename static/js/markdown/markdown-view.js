import { BlockView } from "#chat/markdown/block-view";
import { slices } from "#chat/drawing/slices";
import { BlockSplitter } from "#chat/markdown/parser/markdown-blocks";
import { Room } from "#chat/markdown/room";
import { Slugs } from "#chat/text/slugs";

const HEADINGS = "h1, h2, h3, h4, h5, h6";
const MOST_BLOCKS = 2_000;

/**
 * Draws growing Markdown. A block that is whole is drawn once and never touched again; only the one that is being
 * written is drawn anew. Each block stands in a wrapper of its own, which is how the last one is replaced.
 * What one slice of the page's time is too short for comes in the next ones, in its order.
 */
export class MarkdownView {
  /** @param {() => void} onDrawn hears when all of a final text has been drawn */
  constructor(container, { anchors = false, onDrawn = () => {} } = {}) {
    Object.assign(this, { container, anchors, onDrawn, sources: new Map(), views: [] });
    this.#reset();
  }

  /** @param {boolean} final whether nothing comes after this text */
  update(text, final) {
    if (!text.startsWith(this.text) || this.finished) this.#reset();
    this.splitter.push(text.slice(this.text.length));
    Object.assign(this, { text, finished: final });
    if (final) this.splitter.finish();
    this.#proceed();
  }

  /** The answer's numbered sources: drawn again only if they changed. */
  setSources(sources) {
    const same = sources.size === this.sources.size && !sources.checked === !this.sources.checked && [...sources].every(([number, { url }]) => this.sources.get(number)?.url === url);
    this.sources = sources;
    if (!same) this.#again(/\[\d|【/);
  }

  /** The elements of the blocks that stand between two places of the text. */
  between(start, end) {
    const begins = (index) => this.views[index]?.block.start ?? Infinity;
    return this.views.filter((_, index) => begins(index) < end && begins(index + 1) > start).map(({ element }) => element);
  }

  get definitions() {
    return this.splitter.definitions;
  }

  /** Called by each whole block with what it shows. */
  nameHeadings(content) {
    if (!this.anchors) return;
    for (const heading of content.querySelectorAll(HEADINGS)) heading.id = this.slugs.of(heading.textContent);
  }

  #reset() {
    this.views.forEach((view) => view.drop());
    Object.assign(this, { splitter: new BlockSplitter(), text: "", finished: false, slugs: new Slugs(), room: new Room(), colours: new Room() });
    Object.assign(this, { views: [], next: 0, full: null, fresh: new Set(), referred: false, slow: false });
    this.container.replaceChildren();
  }

  #proceed = () => {
    const { stable, tail } = this.splitter;
    for (; this.next < stable.length && !this.#full; this.next++) {
      if (this.fresh.has(this.next)) continue;
      if (slices.over) return slices.later(this.#proceed);
      this.#view(this.next).draw(stable[this.next], true);
      this.fresh.add(this.next);
    }
    const last = stable[this.next] ?? tail;
    if (last) this.#view(this.next).draw(this.#full ? { kind: "rest", start: last.start, text: this.text.slice(last.start) } : last, false);
    return this.finished && this.#finish();
  };

  /** Whether from here on the text is one plain block. */
  get #full() {
    this.full ??= this.room.full || this.next >= MOST_BLOCKS ? this.next : null;
    return this.next === this.full;
  }

  #finish() {
    if (!this.definitions || this.referred) return this.onDrawn();
    this.referred = true;
    return this.#again(/\[/);
  }

  /** Draws whole blocks once more: what they refer to is known now. */
  #again(pattern) {
    if (this.#full) return;
    this.slugs = new Slugs();
    this.splitter.stable.forEach(({ kind, text }, index) => {
      if (this.anchors || (kind === "markdown" && pattern.test(text))) this.fresh.delete(index);
    });
    this.next = 0;
    this.#proceed();
  }

  #view(index) {
    return (this.views[index] ??= this.#open());
  }

  #open() {
    const view = new BlockView(this);
    this.container.append(view.element);
    return view;
  }
}

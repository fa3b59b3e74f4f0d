import { rightToLeftRuns } from "#chat/text/bidi";
import { OutOfTime } from "#chat/markdown/parser/bounded-worker";
import { CodeBlock } from "#chat/markdown/code";
import { decorate } from "#chat/markdown/decorate";
import { parse, safeFragment } from "#chat/markdown/markdown";
import { PlainBlock } from "#chat/markdown/plain-block";
import { slices } from "#chat/drawing/slices";
import { worker } from "#chat/markdown/parser/worker";
import { isQuick } from "#chat/markdown/parser/markdown-parser";
import { mend } from "#chat/markdown/parser/mend";

const TOO_LONG = 50_000;
const MOST_RUNS = 1_000;
const WHY = { long: "it is too long", slow: "to draw it would take too long", large: "it has too many parts" };

/** One block of a text. It is drawn at once where that is quick; else it shows what it showed until the worker has answered. */
export class BlockView {
  /** @param {MarkdownView} text what the block is a part of */
  constructor(text) {
    Object.assign(this, { text, room: text.room, element: document.createElement("div"), code: null, plain: null, failed: "", size: 0, wanted: null });
    this.element.className = "block";
  }

  /** @param {boolean} whole whether nothing comes after this in the block */
  draw(block, whole) {
    Object.assign(this, { block, whole, wanted: null });
    const why = this.#whyPlain();
    if (why) this.#drawPlain(why);
    else if (block.kind === "code") this.#drawCode();
    else this.#drawMarkdown();
  }

  /** What the worker still answers is not wanted any more. */
  drop() {
    this.wanted = null;
  }

  #whyPlain() {
    const { kind, text } = this.block;
    if (kind === "rest") return WHY.large;
    if (kind === "markdown" && text.length > TOO_LONG) return WHY.long;
    if (kind === "code" && rightToLeftRuns(text) > MOST_RUNS) return WHY.large;
    return this.whole ? "" : this.failed;
  }

  #drawPlain(why) {
    const plain = this.plain?.why === why ? this.plain : new PlainBlock(why);
    if (plain !== this.plain) this.#put(plain.element, { plain });
    plain.show(this.block.text);
  }

  #drawCode() {
    const { lang, text } = this.block;
    const code = this.code?.lang === lang ? this.code : new CodeBlock(lang, this.text.colours);
    if (code !== this.code) this.#put(code.element, { code });
    if (this.whole) code.finish(text);
    else code.show(text);
  }

  #drawMarkdown() {
    const source = (this.whole ? this.block.text : mend(this.block.text)) + this.text.definitions;
    if (isQuick(source)) return this.#attempt(() => parse(source));
    if (this.text.slow) return this.#fail(WHY.slow);
    this.wanted = source;
    if (!this.element.hasChildNodes()) this.#drawPlain("");
    return this.asking || slices.busyUntil(this.#ask());
  }

  /** While the worker has one version of a growing block the newer ones wait, and only the last of them is asked for. */
  async #ask() {
    this.asking = true;
    while (this.wanted !== null) {
      const asked = this.wanted;
      const answer = await worker.run("markdown", asked).catch((error) => error);
      if (this.wanted === null) break;
      if (this.wanted === asked) this.wanted = null;
      if (answer instanceof OutOfTime) this.#giveUp();
      else this.#attempt(() => htmlOf(answer));
    }
    this.asking = false;
  }

  /** What is long in this text is not tried again: each time would cost as much. */
  #giveUp() {
    this.text.slow = true;
    this.#fail(WHY.slow);
  }

  /** Fails where the parser gives up, or where the page could not bear what came of it. */
  #attempt(makeHtml) {
    try {
      // Others took the room while the worker had this.
      if (this.room.isFullBeside(this.size)) throw new RangeError("no room is left");
      const fragment = safeFragment(makeHtml());
      if (rightToLeftRuns(fragment.textContent) > MOST_RUNS) throw new RangeError("too many runs");
      this.#put(decorate(fragment, this.text.sources, { room: this.room, colours: this.text.colours, grown: this.#measure }));
    } catch {
      this.#fail(WHY.large);
    }
  }

  #fail(why) {
    Object.assign(this, { wanted: null, failed: why });
    this.#drawPlain(why);
  }

  #put(content, { code = null, plain = null } = {}) {
    Object.assign(this, { code, plain });
    if (this.whole) this.text.nameHeadings(content);
    this.element.replaceChildren(content);
    this.#measure();
    slices.put(this.size);
  }

  /** A run of the other direction costs as much as an element, and so does what follows it. */
  #measure = () => {
    const size = this.element.getElementsByTagName("*").length + 2 * rightToLeftRuns(this.element.textContent);
    this.room.used += size - this.size;
    this.size = size;
  };
}

function htmlOf(answer) {
  if (answer instanceof Error) throw answer;
  return answer;
}

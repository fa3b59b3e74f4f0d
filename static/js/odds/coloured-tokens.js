import { runsOf } from "#chat/odds/alignment";

// What stands in a drawn text and is none of the answer's.
const ADDED = "button, figcaption, .katex, .plain-why";

/** Tokens coloured over the drawn text of an element, whose nodes stay as they are. */
export class ColouredTokens {
  /** @param {{text: string, level: number}[]} tokens */
  constructor(element, tokens) {
    Object.assign(this, { element, tokens, held: [], chosen: [] });
    this.draw();
  }

  /** Anew: the text was drawn anew. */
  draw() {
    this.clear();
    const { text, nodes } = textOf(this.element);
    this.nodes = nodes;
    this.runs = runsOf(this.tokens.map((token) => token.text), text);
    for (const { token, start, end } of this.runs) {
      const { level } = this.tokens[token];
      if (level) this.held.push(this.#coloured(`odds-${level}`, start, end));
    }
  }

  clear() {
    release(this.held);
    release(this.chosen);
  }

  /** Marks a token. @returns {Range|undefined} its first place */
  choose(token) {
    release(this.chosen);
    this.chosen = this.runs.filter((run) => run.token === token).map(({ start, end }) => this.#coloured("odds-chosen", start, end));
    return this.chosen[0]?.range;
  }

  /** @returns {number|undefined} the token at a place of the window */
  at(x, y) {
    const { offsetNode, offset } = document.caretPositionFromPoint?.(x, y) ?? {};
    const held = this.nodes.find(({ node }) => node === offsetNode);
    if (!held) return undefined;
    const place = held.start + offset;
    const near = this.runs.filter(({ start, end }) => start <= place && place <= end);
    return near.find((run) => covers(this.#range(run.start, run.end), x, y))?.token;
  }

  #coloured(name, start, end) {
    const range = this.#range(start, end);
    highlight(name).add(range);
    return { name, range };
  }

  #range(start, end) {
    const range = new Range();
    range.setStart(...this.#placed(start, ({ start: begun, node }) => begun + node.length > start));
    range.setEnd(...this.#placed(end, ({ start: begun, node }) => begun + node.length >= end));
    return range;
  }

  #placed(place, reaches) {
    let [low, high] = [0, this.nodes.length - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (reaches(this.nodes[middle])) high = middle;
      else low = middle + 1;
    }
    return [this.nodes[low].node, place - this.nodes[low].start];
  }
}

function textOf(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  let text = "";
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.length || node.parentElement.closest(ADDED)) continue;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  return { text, nodes };
}

function highlight(name) {
  if (!CSS.highlights.has(name)) CSS.highlights.set(name, new Highlight());
  return CSS.highlights.get(name);
}

function release(places) {
  for (const { name, range } of places.splice(0)) highlight(name).delete(range);
}

const covers = (range, x, y) => [...range.getClientRects()].some(({ left, right, top, bottom }) => left <= x && x <= right && top <= y && y <= bottom);

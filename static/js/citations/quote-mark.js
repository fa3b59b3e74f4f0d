import { placesOf } from "#chat/citations/quotation";

const BLOCKS = "p, li, td, th, h1, h2, h3, h4, h5, h6, pre, dt, dd, summary, div";
const NO_TEXT = "button, .katex-mathml";

/**
 * Marks a quotation in what is drawn of a text, across its elements.
 * @param {Element[]} elements that follow each other
 * @returns {Element | undefined} the first mark; nothing where the words do not stand there
 */
export function markQuote(elements, quote) {
  const { text, nodes } = textOf(elements);
  const marks = placesOf(text, quote).flatMap((place) => nodes.flatMap((node) => wrapped(node, place)));
  return marks[0];
}

/** All text of the elements, with the nodes that it is made of: words of two blocks are never one. */
function textOf(elements) {
  const nodes = [];
  let text = "";
  let last = null;
  for (const node of elements.flatMap(textNodes)) {
    const block = node.parentElement.closest(BLOCKS);
    if (block !== last) text += "\n";
    last = block;
    nodes.push({ node, start: text.length });
    text += node.data;
  }
  return { text, nodes };
}

function textNodes(element) {
  const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
  const nodes = [];
  while (walker.nextNode()) if (!walker.currentNode.parentElement.closest(NO_TEXT)) nodes.push(walker.currentNode);
  return nodes;
}

/** What of the node stands at the place is put into a mark; what is behind it stays to be looked at. */
function wrapped(held, { start, end }) {
  const { node } = held;
  const from = Math.max(start - held.start, 0);
  const to = Math.min(end - held.start, node.data.length);
  if (from >= to) return [];
  const quoted = from ? node.splitText(from) : node;
  const rest = quoted.splitText(to - from);
  Object.assign(held, { node: rest, start: held.start + to });
  const mark = document.createElement("mark");
  mark.className = "quoted";
  quoted.replaceWith(mark);
  mark.append(quoted);
  return [mark];
}

// So many elements of messages a page bears without being felt.
const MOST_ELEMENTS = 4_500;
// What is nearer to the reader stays, whatever it holds.
const NEAR_PX = 3_000;

const NONE = { above: [], below: [] };

/**
 * The children at both ends of a thread that are far from what is seen and too many: whole exchanges, the farthest first to go.
 * @returns {{above: Element[], below: Element[]}} in reading order
 */
export function far(thread) {
  let surplus = thread.getElementsByTagName("*").length - MOST_ELEMENTS;
  if (surplus <= 0 || isHeld(thread)) return NONE;
  const { top, bottom } = thread.parentElement.getBoundingClientRect();
  const exchanges = exchangesOf(thread).map((children) => ({ children, ...extent(children) }));
  const first = exchanges.findIndex((exchange) => exchange.bottom > top - NEAR_PX);
  const last = exchanges.findLastIndex((exchange) => exchange.top < bottom + NEAR_PX);
  if (first < 0 || last < 0) return NONE;
  const above = exchanges.slice(0, first);
  const below = exchanges.slice(last + 1).reverse();
  const gone = new Set();
  while (surplus > 0 && (above.length || below.length)) {
    const next = distance(above[0], top, bottom) > distance(below[0], top, bottom) ? above.shift() : below.shift();
    gone.add(next);
    surplus -= next.elements;
  }
  const children = (some) => some.filter((exchange) => gone.has(exchange)).flatMap((exchange) => exchange.children);
  return { above: children(exchanges.slice(0, first)), below: children(exchanges.slice(last + 1)) };
}

/** Whether somebody edits, or has marked a part of the text: neither may go from under them. */
function isHeld(thread) {
  const selection = getSelection();
  return thread.editing || thread.pending.all.length > 0 || (!selection.isCollapsed && thread.contains(selection.anchorNode));
}

/** Each question with all that follows it up to the next one; what stands above the first is an exchange, too. */
function exchangesOf(thread) {
  const exchanges = [];
  for (const child of thread.children) {
    if (child.matches(".earlier, .later")) continue;
    if (child.localName === "chat-question" || !exchanges.length) exchanges.push([]);
    exchanges.at(-1).push(child);
  }
  return exchanges;
}

function extent(children) {
  const elements = children.reduce((sum, child) => sum + child.getElementsByTagName("*").length + 1, 0);
  return { top: children[0].getBoundingClientRect().top, bottom: children.at(-1).getBoundingClientRect().bottom, elements };
}

const distance = (exchange, top, bottom) => (exchange ? Math.max(top - exchange.bottom, exchange.top - bottom) : -1);

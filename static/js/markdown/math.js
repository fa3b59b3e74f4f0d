import { isDeeperThan } from "#chat/markdown/nesting";
import { slices } from "#chat/drawing/slices";

const OPTIONS = { throwOnError: true, trust: false, strict: "ignore", maxSize: 20, maxExpand: 300 };
// KaTeX writes the styles of these two as attributes, which the CSP refuses.
const MACROS = { "\\pmb": "\\boldsymbol{#1}", "\\fcolorbox": "\\colorbox{#2}{#3}" };
// Within these a formula takes some milliseconds; what somebody defines in one can grow with each use.
const LONGEST = 2_000;
const MOST_BRACES = 100;
const MOST_ELEMENTS = 4_000;
const DEEPEST = 150;
const DEFINES = /\\(?:[gex]?def|(?:re|provide)?newcommand|(?:future)?let|global|long)(?![a-z])/i;
const DEFINED_TOKENS = 4_000;
const KEPT = 200;
const rendered = new Map();
let library = null;
// In nearly each formula. They come with the library: after it, they would lay out the page anew.
const FONTS = ["1em KaTeX_Main", "italic 1em KaTeX_Math"];

/**
 * Sets the formulas in their places, which hold their source until then: as many as the room is for, a slice of time after the other.
 * @param {Room} room
 * @param {() => void} grown called when some have been set
 */
export function setFormulas(root, { room, grown }) {
  const places = [...root.querySelectorAll("[data-math]")].reverse();
  const proceed = () => {
    while (places.length && !room.full) {
      if (slices.over) break;
      set(places.pop());
    }
    grown();
    if (places.length && !room.full) slices.later(() => places.at(-1).isConnected && proceed());
  };
  if (!places.length) return;
  if (library) proceed();
  else slices.busyUntil(load().then(proceed));
}

async function load() {
  for (const font of FONTS) document.fonts.load(font).catch(() => {});
  library = (await import("katex")).default;
}

function set(place) {
  const { math, display } = place.dataset;
  place.classList.add(display ? "math-display" : "math-inline");
  if (display) place.tabIndex = 0;
  place.replaceChildren(formula(math, Boolean(display)).cloneNode(true));
  slices.put(place.getElementsByTagName("*").length);
}

/** The block that is being written is drawn again and again: its formulas are set once. */
function formula(tex, displayMode) {
  const key = `${displayMode} ${tex}`;
  if (!rendered.has(key)) {
    rendered.set(key, drawn(tex, displayMode));
    if (rendered.size > KEPT) rendered.delete(rendered.keys().next().value);
  }
  return rendered.get(key);
}

/** What is no formula, or one nested too deeply to be read, is shown as it was written. */
function drawn(tex, displayMode) {
  const element = document.createElement("span");
  try {
    if (tex.length > LONGEST) throw new RangeError(`A formula has at most ${LONGEST} characters`);
    if (openBraces(tex) > MOST_BRACES) throw new RangeError(`A formula has at most ${MOST_BRACES} braces in each other`);
    const maxExpand = DEFINES.test(tex) ? Math.ceil(DEFINED_TOKENS / tex.length) : OPTIONS.maxExpand;
    // A formula may define macros: each gets a table of its own.
    library.render(tex, element, { ...OPTIONS, maxExpand, displayMode, macros: { ...MACROS } });
    if (element.getElementsByTagName("*").length > MOST_ELEMENTS) throw new RangeError(`A formula has at most ${MOST_ELEMENTS} elements`);
    if (isDeeperThan(DEEPEST, element)) throw new RangeError("The formula is nested too deeply");
  } catch (error) {
    Object.assign(element, { className: "math-error", textContent: tex, title: error.message });
  }
  return element;
}

/** The most braces that are open at once. */
function openBraces(tex) {
  let open = 0;
  let most = 0;
  for (const sign of tex) {
    if (sign === "{") most = Math.max(most, ++open);
    else if (sign === "}") open--;
  }
  return most;
}

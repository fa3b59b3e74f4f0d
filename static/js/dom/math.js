const OPTIONS = { throwOnError: true, trust: false, strict: "ignore", maxSize: 20, maxExpand: 300 };
// KaTeX writes the styles of these two as attributes, which the CSP refuses.
const MACROS = { "\\pmb": "\\boldsymbol{#1}", "\\fcolorbox": "\\colorbox{#2}{#3}" };
const KEPT = 200;
const rendered = new Map();
let library = null;

/** Sets the formulas in their places, which hold their source until then. */
export function setFormulas(root) {
  const places = root.querySelectorAll("[data-math]");
  if (!places.length) return;
  if (library) places.forEach(set);
  else import("katex").then((katex) => ((library = katex.default), places.forEach(set)));
}

function set(place) {
  const { math, display } = place.dataset;
  place.classList.add(display ? "math-display" : "math-inline");
  if (display) place.tabIndex = 0;
  place.replaceChildren(formula(math, Boolean(display)).cloneNode(true));
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
    // A formula may define macros: each gets a table of its own.
    library.render(tex, element, { ...OPTIONS, displayMode, macros: { ...MACROS } });
  } catch (error) {
    Object.assign(element, { className: "math-error", textContent: tex, title: error.message });
  }
  return element;
}

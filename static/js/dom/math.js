const OPTIONS = { throwOnError: false, trust: false, strict: "ignore", maxSize: 20, maxExpand: 300 };
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
    const element = document.createElement("span");
    library.render(tex, element, { ...OPTIONS, displayMode });
    rendered.set(key, element);
    if (rendered.size > KEPT) rendered.delete(rendered.keys().next().value);
  }
  return rendered.get(key);
}

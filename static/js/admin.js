// What the admin's theme leaves out, most of it for those who hear its pages: each selector with what its elements lack.
const MENDS = {
  // Everything beside the sidebar.
  "#main:not([role])": (element) => element.setAttribute("role", "main"),
  // The box of a choice that is looked up has the name of its field.
  ".select2-selection__rendered:not([aria-label])": (element) => {
    const field = element.id.replace(/^select2-(.+)-container$/, "$1");
    const label = document.querySelector(`label[for="${field}"]`);
    if (label) element.setAttribute("aria-label", label.textContent.trim());
  },
  // A header that names nothing is a cell.
  "th:not([role])": (element) => {
    if (!element.textContent.trim()) element.setAttribute("role", "cell");
  },
  // Of several places that scroll each has a name of its own.
  '[role="region"][aria-label="scrollable content"]': (element) => {
    const place = element.closest("nav, [id]")?.id || "page";
    element.setAttribute("aria-label", `Scrollable: ${place} ${document.querySelectorAll('[aria-label^="Scrollable:"]').length + 1}`);
  },
  // The theme writes a chosen file's name into a field of its own beside it, and breaks where a form of ours has none.
  ".review-by input[type=file]": (input) => (input.hasChangeListener = true),
};

function mend() {
  for (const [selector, give] of Object.entries(MENDS)) document.querySelectorAll(selector).forEach(give);
}

addEventListener("DOMContentLoaded", () => {
  mend();
  // Some are made later, by other scripts.
  new MutationObserver(mend).observe(document.body, { childList: true, subtree: true });
});

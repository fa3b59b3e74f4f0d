import DOMPurify from "dompurify";
import { Marked } from "marked";
import { isDeeperThan } from "#chat/markdown/nesting";
import { DOLLARS } from "#chat/markdown/parser/dollars";
import { markdownParser, TAGS } from "#chat/markdown/parser/markdown-parser";

const MOST_ELEMENTS = 4_000;
// A style that names what an element stands in looks for it on the way up: the time grows with the square of this.
const DEEPEST = 100;

const ATTRIBUTES = ["alt", "align", "class", "colspan", "data-display", "data-math", "data-src", "data-task", "href", "id", "open", "rowspan", "src", "start", "title"];
const POLICY = {
  ALLOWED_TAGS: TAGS,
  ALLOWED_ATTR: ATTRIBUTES,
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
  ALLOWED_URI_REGEXP: /^(?:(?:https?|mailto|tel):|[^a-z]|[a-z+.-]+(?:[^a-z+.\-:]|$))/i,
  SANITIZE_NAMED_PROPS: true,
  RETURN_DOM_FRAGMENT: true,
};

// Not an SVG: it is drawn by the page's own thread, and a short one can take minutes.
const PICTURE = /^data:image\/(?:png|jpeg|gif|webp|avif);/i;

const purifier = DOMPurify(window);

// Inside the sanitiser's own inert document: an image that kept its address would load as soon as it is taken out.
purifier.addHook("afterSanitizeAttributes", (node) => {
  if (node.nodeName === "IMG" && !PICTURE.test(node.getAttribute("src"))) {
    node.dataset.src = node.getAttribute("src") ?? "";
    node.removeAttribute("src");
  }
  const language = node.nodeName === "CODE" ? /(?:^|\s)(language-[\w+#.-]+)/.exec(node.className)?.[1] : null;
  if (language) node.className = language;
  else node.removeAttribute?.("class");
});

let elements = 0;
purifier.addHook("uponSanitizeElement", ({ nodeType }) => {
  if (nodeType === Node.ELEMENT_NODE && ++elements > MOST_ELEMENTS) throw new RangeError("too many elements");
});

/** Markdown to HTML, which is not safe yet. What is not quick belongs to the worker. */
export const parse = markdownParser({ Marked, DOLLARS });

/**
 * HTML to a fragment in which no script runs, nothing is loaded, no style and no form is left. HTML that is more than a plain
 * tag is text by now; the sanitiser stands behind that, whatever the parser lets through.
 * Fails where there is more of it than one block of a page can bear.
 */
export function safeFragment(html) {
  // Each has an end, and text that looks like a tag is escaped: so many the browser need not even read.
  if (html.split("<").length > 3 * MOST_ELEMENTS) throw new RangeError("too many elements");
  elements = 0;
  const fragment = purifier.sanitize(html, POLICY);
  if (isDeeperThan(DEEPEST, fragment)) throw new RangeError("too many elements in each other");
  return fragment;
}
